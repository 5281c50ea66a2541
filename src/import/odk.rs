//! ODK Central: a table per repeat, groups before a `-`, options of a split question behind a `/`.
use crate::import::lexicon::System;
use crate::import::tool::{Tool, has};

pub(super) const TOOL: Tool = Tool {
    name: "odk",
    title: "ODK Central",
    recognise: |headings| has(headings, &["KEY", "SubmissionDate"]) || has(headings, &["KEY", "PARENT_KEY"]),
    system,
    separators: &['-', '/'],
    blanks: &[],
};

fn system(heading: &str) -> Option<System> {
    Some(match heading {
        "KEY" => System::Id,
        "PARENT_KEY" => System::Parent,
        "SubmissionDate" => System::Time,
        "ReviewState" => System::Review,
        "Status" => System::Encryption,
        "SubmitterID" | "SubmitterName" | "DeviceID" | "username" | "deviceid" | "phonenumber" | "email"
        | "simserial" | "subscriberid" => System::Personal,
        "start"
        | "end"
        | "today"
        | "audit"
        | "instanceID"
        | "instanceName"
        | "AttachmentsPresent"
        | "AttachmentsExpected"
        | "Edits"
        | "FormVersion" => System::Passing,
        _ if heading.starts_with("meta-") || heading.starts_with("SET-OF-") => System::Passing,
        _ if ["-Latitude", "-Longitude", "-Altitude", "-Accuracy"].iter().any(|part| heading.ends_with(part)) => {
            System::Personal
        }
        _ => return None,
    })
}
