//! KoboToolbox: names or labels, groups before a `/`, repeats as sheets.
use crate::import::lexicon::System;
use crate::import::tool::{Tool, has};

pub(super) const TOOL: Tool = Tool {
    name: "kobo",
    title: "KoboToolbox",
    recognise: |headings| has(headings, &["_uuid", "_submission_time"]) || has(headings, &["_submission__uuid"]),
    system,
    separators: &['/'],
    blanks: &[],
};

fn system(heading: &str) -> Option<System> {
    Some(match heading {
        "_uuid" => System::Id,
        "meta/rootUuid" | "rootUuid" => System::Root,
        "_submission__uuid" => System::Parent,
        "_submission_time" => System::Time,
        "_validation_status" => System::Review,
        "_submitted_by"
        | "_submission__submitted_by"
        | "_geolocation"
        | "username"
        | "deviceid"
        | "phonenumber"
        | "simserial"
        | "subscriberid"
        | "email" => System::Personal,
        "start" | "end" | "today" | "audit" | "_id" | "_notes" | "_status" | "__version__" | "_tags" | "_index"
        | "_parent_table_name" | "_parent_index" | "_attachments" | "formhub/uuid" | "_xform_id_string" => {
            System::Passing
        }
        _ if heading.starts_with("_submission_") || heading.starts_with("meta/") => System::Passing,
        _ if heading.starts_with('_')
            && ["latitude", "longitude", "altitude", "precision"].iter().any(|part| heading.ends_with(part)) =>
        {
            System::Personal
        }
        _ => return None,
    })
}
