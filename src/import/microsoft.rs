//! Microsoft Forms: whole texts as headings, options joined by `;`, rows of a grid under their own text alone.
use crate::import::lexicon::System;
use crate::import::tool::{Tool, says};

pub(super) const TOOL: Tool = Tool {
    name: "microsoft",
    title: "Microsoft Forms",
    recognise: |headings| {
        let own: Vec<Option<System>> = headings.iter().take(3).map(|heading| system(heading)).collect();
        own == [Some(System::Id), Some(System::Passing), Some(System::Time)]
    },
    system,
    separators: &[],
    blanks: &[],
};

fn system(heading: &str) -> Option<System> {
    let own =
        [("id", System::Id), ("time", System::Time), ("personal", System::Personal), ("passing", System::Passing)];
    let own = own.into_iter().find(|(what, _)| says(TOOL.name, what, heading)).map(|(_, system)| system);
    own.or_else(|| (heading.starts_with("Points - ") || heading.starts_with("Feedback - ")).then_some(System::Passing))
}
