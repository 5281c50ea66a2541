//! What is printed: results to standard output, messages to standard error.
use crate::cli::failure::Failure;
use miqyas::output::terminal::{Layout, Style};
use std::io::{self, IsTerminal, Write};

/// Width where neither the terminal nor `COLUMNS` says one.
const WIDTH: usize = 100;

/// How much is said on standard error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Loudness {
    Usual,
    /// Only failures.
    Quiet,
}

/// How results are laid out where they are printed.
pub(crate) fn layout() -> Layout {
    let width = terminal_size::terminal_size()
        .map(|(width, _)| usize::from(width.0))
        .or_else(|| std::env::var("COLUMNS").ok()?.parse().ok())
        .filter(|width| *width > 0)
        .unwrap_or(WIDTH);
    Layout { width, style: style(io::stdout().is_terminal()) }
}

fn style(terminal: bool) -> Style {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = std::env::var_os("TERM").is_some_and(|value| value == "dumb");
    if terminal && !refused && !dumb { Style::Coloured } else { Style::Plain }
}

/// Prints a result.
pub(crate) fn print(bytes: impl AsRef<[u8]>) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    out.write_all(bytes.as_ref()).and_then(|()| out.flush()).map_err(Failure::print)
}

/// Says something to the user; where even that fails there is nobody to tell.
pub(crate) fn say(text: &str) {
    let mut line = text.trim_end().to_owned();
    line.push('\n');
    let _ = io::stderr().lock().write_all(line.as_bytes());
}
