//! The threads that work on documents.

use std::{
    iter,
    panic::resume_unwind,
    sync::{Mutex, PoisonError},
    thread::{self, ScopedJoinHandle},
};

use anyhow::Result;

/// Calls `f` with each of `tasks` on as many threads as there are cores. The first error in their order
/// counts.
pub(crate) fn in_parallel<T: Send, R: Send>(
    tasks: Vec<T>,
    f: impl Fn(T) -> Result<R> + Sync,
) -> Result<Vec<R>> {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let threads = cores.min(tasks.len());
    let queue = Mutex::new(tasks.into_iter().enumerate());
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let work = || -> Vec<(usize, Result<R>)> {
        let tasks = iter::from_fn(next);
        tasks.map(|(index, task)| (index, f(task))).collect()
    };
    let mut done: Vec<(usize, Result<R>)> = thread::scope(|scope| {
        let threads: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        threads.into_iter().flat_map(join).collect()
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

/// Calls `f` with a stack on which documents can be walked that are nested as deep as
/// `document::MAX_DEPTH` says.
pub fn on_large_stack<T: Send>(f: impl FnOnce() -> T + Send) -> T {
    /// The system gives the memory of a stack when it is used, not before.
    const SIZE: usize = 1 << 30;
    thread::scope(|scope| {
        let thread = thread::Builder::new()
            .stack_size(SIZE)
            .spawn_scoped(scope, f);
        join(thread.expect("a thread can be started"))
    })
}

/// What a thread comes to. A panic goes on in this one.
fn join<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    let result = thread.join();
    result.unwrap_or_else(|panic| resume_unwind(panic))
}
