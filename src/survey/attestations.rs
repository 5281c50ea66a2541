//! Who signed an agency's answers.
use crate::input::Record;
use crate::survey::intake::{Head, Intake, row_of};
use crate::survey::mapping::Mapping;
use crate::survey::settings::SourceSettings;
use crate::survey::{Attestation, Source};

/// Reads a row; none, with a finding, where it cannot be used.
pub(super) fn row(
    intake: &mut Intake<'_>,
    head: &Head,
    record: &Record<'_>,
    mapping: &Mapping,
    source: Option<&SourceSettings>,
) -> Option<Attestation> {
    let constant = source.and_then(|source| source.period.as_ref());
    let period = intake.period(head, record, mapping.column("period"), constant)?;
    let agency = intake.agency(head, record, mapping.column("agency"))?;
    let letter_date = intake.date(head, record, mapping.column("letter_date"));
    let mut words = |name: &str| intake.prose(head, record, mapping.column(name)).into_owned();
    Some(Attestation {
        agency,
        period,
        name: words("name"),
        post: words("post"),
        letter_number: words("letter_number"),
        letter_date,
        checksum: words("checksum"),
        source: Source { file: head.file, row: row_of(record) },
    })
}
