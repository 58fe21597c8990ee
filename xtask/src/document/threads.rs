//! The threads that work with documents: a deep one, and as many as there are cores.

use std::thread;

use anyhow::Result;
use rayon::iter::{IndexedParallelIterator, IntoParallelIterator, ParallelIterator};

/// Calls `f` with each of `tasks` in parallel. The first error in their order counts.
pub(crate) fn in_parallel<T: Send, R: Send>(
    tasks: Vec<T>,
    f: impl Fn(T) -> Result<R> + Send + Sync,
) -> Result<Vec<R>> {
    let done: Vec<Result<R>> = tasks.into_par_iter().with_max_len(1).map(f).collect();
    done.into_iter().collect()
}

/// Calls `f` with a stack on which documents can be walked that are nested as deep as
/// [`MAX_DEPTH`](super::MAX_DEPTH) says.
pub fn on_large_stack<T: Send>(f: impl FnOnce() -> T + Send) -> T {
    /// The system gives the memory of a stack when it is used, not before.
    const SIZE: usize = 1 << 30;
    thread::scope(|scope| {
        let thread = thread::Builder::new()
            .stack_size(SIZE)
            .spawn_scoped(scope, f);
        let result = thread.expect("a thread can be started").join();
        result.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}
