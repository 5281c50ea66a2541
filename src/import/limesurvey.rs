//! LimeSurvey: headings are codes, expression names (`CODE_sub`) or `code. text`; whole texts tell nothing for sure.
use crate::import::lexicon::System;
use crate::import::tool::{Tool, has, says};

pub(super) const TOOL: Tool = Tool {
    name: "limesurvey",
    title: "LimeSurvey",
    recognise: |headings| {
        let codes: Vec<String> = headings.iter().map(|heading| code(heading).to_owned()).collect();
        has(&codes, &["id", "submitdate"]) || are_texts(headings)
    },
    system,
    separators: &['_'],
    blanks: &["N/A"],
};

/// Whether headings are the whole texts of the questions.
pub(super) fn are_texts(headings: &[String]) -> bool {
    ["id", "finished"].iter().all(|what| headings.iter().any(|heading| says(TOOL.name, what, heading)))
}

fn system(heading: &str) -> Option<System> {
    let code = code(heading);
    Some(match code {
        "id" => System::Id,
        "submitdate" => System::Finished,
        "datestamp" => System::Time,
        "token" | "ipaddr" | "refurl" | "firstname" | "lastname" | "email" => System::Personal,
        "lastpage" | "startlanguage" | "seed" | "startdate" | "interviewtime" => System::Passing,
        _ if code.ends_with("[filecount]") || code.ends_with("_filecount") => System::Passing,
        _ if code.starts_with("groupTime")
            || code.ends_with("Time") && code.starts_with(|first: char| first.is_ascii_digit()) =>
        {
            System::Passing
        }
        _ if says(TOOL.name, "id", heading) => System::Id,
        _ if says(TOOL.name, "finished", heading) => System::Finished,
        _ => return None,
    })
}

fn code(heading: &str) -> &str {
    heading.split_once(". ").map_or(heading, |(code, _)| code)
}
