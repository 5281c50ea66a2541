//! A maker on a thread of its own: whoever uses what it makes works while the next is made.
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::Scope;

/// Values in use at once.
const PLACES: usize = 4;

/// Values made in order, each given back to be made anew.
pub(super) struct Relay<T> {
    full: Receiver<T>,
    empty: SyncSender<T>,
}

impl<T: Default + Send> Relay<T> {
    /// Starts making: `make` fills a value used before, or an empty one, and says whether another follows.
    pub(super) fn of<'scope, 'a: 'scope>(
        scope: &'scope Scope<'scope, '_>,
        mut make: impl FnMut(&mut T) -> bool + Send + 'a,
    ) -> Relay<T>
    where
        T: 'scope,
    {
        let (sender, full) = sync_channel(PLACES);
        let (empty, returned) = sync_channel(PLACES);
        for _ in 0..PLACES {
            // The channel has room for all of them.
            let _ = empty.try_send(T::default());
        }
        scope.spawn(move || {
            while let Ok(mut value) = returned.recv() {
                let more = make(&mut value);
                if sender.send(value).is_err() || !more {
                    return;
                }
            }
        });
        Relay { full, empty }
    }

    /// The next value; none after the last.
    pub(super) fn next(&self) -> Option<T> {
        self.full.recv().ok()
    }

    /// Gives a value back.
    pub(super) fn give_back(&self, value: T) {
        // Once the last was made nobody waits for another.
        let _ = self.empty.try_send(value);
    }
}
