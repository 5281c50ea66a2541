//! What users of services said: counted at once, no person's answers are kept together.
use crate::finding::Problem;
use crate::input::{CellKind, Record};
use crate::survey::dictionary::{Asked, Dictionary, Reading};
use crate::survey::intake::{Head, Intake, row_of};
use crate::survey::mapping::{Items, Mapping};
use crate::survey::settings::SourceSettings;
use crate::survey::{Answer, Beneficiaries, BeneficiarySource, BeneficiaryTally, Source, Tally};
use rustc_hash::FxHashMap;

/// Everything read from files of beneficiaries.
pub(super) struct BeneficiaryReader<'f> {
    pub(super) names: Items<'f>,
    dictionary: Dictionary<'f>,
    entries: Vec<Option<usize>>,
    /// By period, service, source and item.
    tallies: FxHashMap<(usize, usize, BeneficiarySource, usize), (Tally, f64)>,
}

impl<'f> BeneficiaryReader<'f> {
    pub(super) fn new(intake: &Intake<'f>) -> BeneficiaryReader<'f> {
        let framework = intake.framework;
        let mut dictionary = Dictionary::new();
        let entries = framework
            .beneficiary_items
            .iter()
            .map(|item| framework.scale(&item.scale).map(|scale| dictionary.add(Asked::plain(scale))));
        let entries = entries.collect();
        BeneficiaryReader {
            names: Items::new(framework.beneficiary_items.iter().map(|item| (&item.code, &item.text))),
            dictionary,
            entries,
            tallies: FxHashMap::default(),
        }
    }

    pub(super) fn row(
        &mut self,
        intake: &mut Intake<'f>,
        head: &Head,
        record: &Record<'_>,
        mapping: &Mapping,
        source: Option<&SourceSettings>,
    ) {
        let constant = source.and_then(|source| source.period.as_ref());
        let Some(period) = intake.period(head, record, mapping.column("period"), constant) else { return };
        let Some(service) = intake.service(head, record, mapping.column("service"), None) else { return };
        let column = mapping.column("source");
        let text = intake.text(head, record, column);
        let said = if text.is_empty() { Some(BeneficiarySource::Survey) } else { intake.words.source(text) };
        let Some(said) = said else {
            let allowed = "survey, mystery, outside".to_owned();
            intake.report(head, record, column, Problem::BeneficiarySourceUnknown { allowed });
            return;
        };
        let mut weight = 1.0;
        if !intake.text(head, record, mapping.column("weight")).is_empty() {
            match intake.amount(head, record, mapping.column("weight")) {
                Some(given) => weight = given,
                None => return,
            }
        }
        for (column, item) in &mapping.items {
            let Some(entry) = self.entries[*item] else { continue };
            let text = record.text(*column);
            let answer = match self.dictionary.read(&intake.words, entry, text) {
                Reading::Blank | Reading::Unread => {
                    if record.kind(*column) == CellKind::Uncomputed {
                        intake.report(head, record, Some(*column), Problem::FormulaWithoutValue {});
                    }
                    continue;
                }
                Reading::Answer { answer: Answer::NotApplicable, .. } => Answer::Unknown,
                Reading::Answer { answer, .. } | Reading::Doubtful { answer, .. } => answer,
                Reading::OffScale | Reading::ShareOver100 | Reading::NotANumber => {
                    let problem = Problem::AnswerOffScale {
                        criterion: intake.framework.beneficiary_items[*item].code.to_string(),
                        allowed: self.dictionary.asked(entry).allowed(),
                    };
                    intake.report(head, record, Some(*column), problem);
                    continue;
                }
            };
            let source = Source { file: head.file, row: row_of(record) };
            let (tally, squared) = self.tallies.entry((period, service, said, *item)).or_default();
            tally.add(None, answer, weight, source);
            *squared += weight * weight;
        }
    }

    /// The counts, in order of period, service, source and item.
    pub(super) fn finish(self) -> Beneficiaries {
        let tallies = self.tallies.into_iter().map(|((period, service, source, item), (tally, squared_weight))| {
            BeneficiaryTally { period, service, source, item, tally, squared_weight }
        });
        let mut tallies: Vec<BeneficiaryTally> = tallies.collect();
        tallies.sort_by_key(|tally| (tally.period, tally.service, tally.source, tally.item));
        Beneficiaries { tallies }
    }
}
