//! What our stages cost beside progenitor and prettyplease alone on the same lowered documents.

use std::{hint::black_box, path::Path};

use criterion::{Criterion, criterion_group, criterion_main};
use openapiv3::OpenAPI;
use xtask::{
    document::folder::Specs,
    generate::{self, plan::Types, progenitor},
};

fn regen(criterion: &mut Criterion) {
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let lowered: Vec<OpenAPI> = generate::plans(&Specs::of(&spec), false)
        .expect("the specs can be lowered")
        .0
        .into_iter()
        .map(|plan| plan.document(&Types::new()))
        .map(|document| serde_json::from_value(document).expect("it is OpenAPI"))
        .collect();

    let settings = progenitor::settings();

    let mut group = criterion.benchmark_group("regen");
    group.bench_function("ours, from the files to the code in memory", |bencher| {
        bencher.iter(|| {
            generate::regen(&Specs::of(black_box(&spec)), false).expect("the specs generate")
        });
    });
    group.bench_function("progenitor and prettyplease alone", |bencher| {
        bencher.iter(|| {
            let print = |document| {
                let file =
                    progenitor::run(black_box(document), &settings).expect("progenitor generates");
                prettyplease::unparse(&file)
            };
            lowered.iter().map(print).collect::<Vec<String>>()
        });
    });
    group.finish();
}

criterion_group!(benches, regen);
criterion_main!(benches);
