//! What importing a whole document costs beside parsing it into values, in time and in memory.
//!
//! `IMPORT_DOCUMENT=FILE` imports another document.

use std::{env, fs, hint::black_box};

use criterion::{Criterion, criterion_group, criterion_main};
use peak_alloc::PeakAlloc;
use serde_json::Value;
use xtask::{
    document::Document,
    import::{Wanted, import},
    output::Staged,
};

mod upstream;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

/// How many times the size of the document its import may take in memory.
const MOST_MEMORY: f64 = 10.0;

fn cost(criterion: &mut Criterion) {
    let text = match env::var("IMPORT_DOCUMENT") {
        Ok(file) => fs::read_to_string(file).expect("the file can be read"),
        Err(_) => upstream::document(true),
    };
    let folder = tempfile::tempdir().expect("a folder can be made");
    let file = folder.path().join("bench.json");
    fs::write(&file, &text).expect("the file can be written");
    let size = text.len() as f64;

    // With the spec of it there, as it is when the document comes again.
    let from_file = || {
        let document = Document::read_deep(black_box(&file)).expect("it is JSON");
        import(&document, "v3", Wanted::Link, folder.path()).expect("it is a whole document")
    };
    measure_memory("without a spec", size, &from_file);
    let mut staged = Staged::default();
    let import = from_file();
    staged
        .file(&import.file, import.text.as_deref())
        .and_then(|()| staged.commit())
        .expect("the spec can be written");
    measure_memory("with a spec", size, &from_file);

    let mut group = criterion.benchmark_group("import");
    group.bench_function("parsing it into values with serde_json", |bencher| {
        bencher.iter(|| serde_json::from_str::<Value>(black_box(&text)).expect("it is JSON"));
    });
    group.bench_function("ours, from the file to the spec and the drift", |bencher| {
        bencher.iter(from_file);
    });
    group.finish();
    drop(text);
}

/// Measures once, as memory is the same each time.
fn measure_memory<T>(name: &str, size: f64, run: &dyn Fn() -> T) {
    let before = MEMORY.current_usage();
    MEMORY.reset_peak_usage();
    run();
    let times = (MEMORY.peak_usage() - before) as f64 / size;
    println!(
        "{name}: {:.1} MB take {times:.1} times as much memory",
        size / 1e6
    );
    assert!(
        times < MOST_MEMORY,
        "more than {MOST_MEMORY} times the document"
    );
}

criterion_group!(benches, cost);
criterion_main!(benches);
