//! Google Forms: whole texts as headings, rows of a grid in brackets behind, options joined by `, `.
use crate::import::lexicon::System;
use crate::import::tool::{Tool, says};

pub(super) const TOOL: Tool = Tool {
    name: "google",
    title: "Google Forms",
    recognise: |headings| headings.first().is_some_and(|first| system(first) == Some(System::Time)),
    system,
    separators: &[],
    blanks: &[],
};

fn system(heading: &str) -> Option<System> {
    let own = [("time", System::Time), ("personal", System::Personal), ("passing", System::Passing)];
    own.into_iter().find(|(what, _)| says(TOOL.name, what, heading)).map(|(_, system)| system)
}
