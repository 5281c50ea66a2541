//! A bar for what takes longer than a second, on a terminal only.
use crate::cli::terminal::Loudness;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

/// Work shorter than this shows no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// How far a piece of work has come.
pub(crate) struct Progress {
    bar: ProgressBar,
    since: Instant,
    shown: bool,
    allowed: bool,
}

impl Progress {
    /// `total` in the unit that `to` counts: bytes read or files written.
    pub(crate) fn new(total: u64, loudness: Loudness) -> Progress {
        let bar = ProgressBar::with_draw_target(Some(total), ProgressDrawTarget::hidden());
        if let Ok(style) = ProgressStyle::with_template("{wide_bar} {percent:>3} % {elapsed_precise}") {
            bar.set_style(style);
        }
        let allowed = loudness == Loudness::Usual && io::stderr().is_terminal();
        Progress { bar, since: Instant::now(), shown: false, allowed }
    }

    /// Moves the bar where the whole is known only as the work goes on.
    pub(crate) fn part(&mut self, done: u64, total: u64) {
        self.bar.set_length(total);
        self.to(done);
    }

    /// Moves the bar; cheap enough for every block read.
    pub(crate) fn to(&mut self, done: u64) {
        if !self.allowed {
            return;
        }
        if !self.shown && self.since.elapsed() > PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.shown = true;
        }
        self.bar.set_position(done);
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}
