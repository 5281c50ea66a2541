//! Work shared among the processors; the result is the same on any number of them.
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread::{available_parallelism, scope};

/// The results of a function over parts, in their order, on as many threads as there are processors.
pub(crate) fn in_parallel<P: Sync, R: Send>(parts: &[P], work: impl Fn(&P) -> R + Sync) -> Vec<R> {
    on_threads(available_parallelism().map_or(1, usize::from), parts, work)
}

/// The same on at most so many threads.
pub(crate) fn on_threads<P: Sync, R: Send>(threads: usize, parts: &[P], work: impl Fn(&P) -> R + Sync) -> Vec<R> {
    let threads = threads.min(parts.len());
    if threads < 2 {
        return parts.iter().map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let take = || {
        let mut done = Vec::new();
        loop {
            let position = next.fetch_add(1, Ordering::Relaxed);
            let Some(part) = parts.get(position) else { return done };
            done.push((position, work(part)));
        }
    };
    let mut done: Vec<(usize, R)> = scope(|scope| {
        let handles: Vec<_> = (1..threads).map(|_| scope.spawn(take)).collect();
        let mut done = take();
        for handle in handles {
            done.extend(handle.join().unwrap_or_else(|panic| resume_unwind(panic)));
        }
        done
    });
    done.sort_unstable_by_key(|(position, _)| *position);
    done.into_iter().map(|(_, result)| result).collect()
}
