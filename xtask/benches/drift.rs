//! What comparing two whole documents costs beside parsing them: documents of the size and the shape
//! that upstream publishes, with a union of many objects on one side that is one object on the other.
//!
//! `DRIFT_DOCUMENTS=FILE,FILE` compares two other documents.

use std::{env, fs, hint::black_box, path::Path};

use criterion::{Criterion, criterion_group, criterion_main};
use serde_json::Value;
use upstream::document;
use xtask::{document::Document, drift};

mod upstream;

fn compare(criterion: &mut Criterion) {
    let texts = match env::var("DRIFT_DOCUMENTS") {
        Ok(files) => files
            .split(',')
            .map(|file| fs::read_to_string(file).expect("the file can be read"))
            .collect(),
        Err(_) => vec![document(true), document(false)],
    };
    let [base, revision] = texts.as_slice() else {
        panic!("two documents are compared");
    };
    let read = |text| Document::parse_deep(Path::new("bench.json"), text).expect("it is JSON");

    let mut group = criterion.benchmark_group("drift");
    group.bench_function("parsing both into values with serde_json", |bencher| {
        bencher.iter(|| {
            [base, revision]
                .map(|text| serde_json::from_str::<Value>(black_box(text)).expect("it is JSON"))
        });
    });
    group.bench_function("ours, from the texts to the findings", |bencher| {
        bencher.iter(|| {
            let (base, revision) = (read(black_box(base)), read(black_box(revision)));
            drift::compare(&base, &revision).expect("they are OpenAPI")
        });
    });
    group.finish();
}

criterion_group!(benches, compare);
criterion_main!(benches);
