//! LimeSurvey: headings are codes, expression names (`CODE_sub`) or `code. text`; whole texts tell nothing for sure.
use crate::import::lexicon::System;
use crate::import::tool::{Tool, has};
use crate::text::fold;

pub(super) const TOOL: Tool = Tool {
    name: "limesurvey",
    title: "LimeSurvey",
    recognise: |headings| {
        let codes: Vec<String> = headings.iter().map(|heading| code(heading).to_owned()).collect();
        has(&codes, &["id", "submitdate"]) || are_texts(headings)
    },
    system,
    separators: &['_'],
    rejected: &[],
    encrypted: &[],
    blanks: &["N/A"],
};

/// Headings of its own columns where it exports whole texts: of the identity and of the date of submission.
const TEXTS: &[[&str; 2]] = &[
    ["Response ID", "Date submitted"],
    ["رقم الإجابة", "تاريخ الإرسال"],
    ["معرف الاستجابة", "تاريخ الإرسال"],
    ["ناسنامەی وەڵام", "بەرواری ناردن"],
];

/// Whether headings are the whole texts of the questions.
pub(super) fn are_texts(headings: &[String]) -> bool {
    let folded: Vec<String> = headings.iter().map(|heading| fold(heading)).collect();
    TEXTS.iter().any(|texts| texts.iter().all(|text| folded.contains(&fold(text))))
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
        _ => {
            let own = TEXTS.iter().find_map(|texts| texts.iter().position(|text| fold(text) == fold(heading)));
            return own.map(|own| if own == 0 { System::Id } else { System::Finished });
        }
    })
}

fn code(heading: &str) -> &str {
    heading.split_once(". ").map_or(heading, |(code, _)| code)
}
