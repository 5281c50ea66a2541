//! Microsoft Forms: whole texts as headings, options joined by `;`, rows of a grid under their own text alone.
use crate::import::lexicon::System;
use crate::import::tool::Tool;
use crate::text::fold;

pub(super) const TOOL: Tool = Tool {
    name: "microsoft",
    title: "Microsoft Forms",
    recognise: |headings| {
        let own: Vec<Option<System>> = headings.iter().take(3).map(|heading| system(heading)).collect();
        own == [Some(System::Id), Some(System::Passing), Some(System::Time)]
    },
    system,
    separators: &[],
    rejected: &[],
    encrypted: &[],
    blanks: &[],
};

/// Headings of its own columns in the languages that it writes them in.
const OWN: &[(System, &[&str])] = &[
    (System::Id, &["ID", "معرف", "المعرف"]),
    (System::Time, &["Completion time", "وقت الإكمال", "وقت الاكتمال"]),
    (System::Personal, &["Email", "Name", "البريد الإلكتروني", "الاسم", "Responders' email"]),
    (
        System::Passing,
        &[
            "Start time",
            "وقت البدء",
            "Last modified time",
            "وقت آخر تعديل",
            "Language",
            "اللغة",
            "Total points",
            "Quiz feedback",
        ],
    ),
];

fn system(heading: &str) -> Option<System> {
    let folded = fold(heading);
    let own = OWN.iter().find(|(_, words)| words.iter().any(|word| fold(word) == folded));
    own.map(|(system, _)| *system)
        .or_else(|| (heading.starts_with("Points - ") || heading.starts_with("Feedback - ")).then_some(System::Passing))
}
