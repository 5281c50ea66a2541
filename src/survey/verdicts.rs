//! What auditors found of claims.
use crate::finding::{Place, Problem};
use crate::framework::{Framework, Level, ScaleKind};
use crate::input::Record;
use crate::survey::dictionary::{Dictionary, Reading};
use crate::survey::evidence::grade;
use crate::survey::intake::{Head, Intake, row_of};
use crate::survey::mapping::Mapping;
use crate::survey::settings::SourceSettings;
use crate::survey::{Answer, AuditOutcome, AuditVerdict, Evidence, Scope, Source};
use crate::text::fold;
use std::collections::{BTreeMap, BTreeSet};

/// The kind of an evidence record that an audit made.
pub const AUDITED: &str = "audit";

/// Verdicts as they are read.
pub(super) struct VerdictReader<'f> {
    framework: &'f Framework,
    /// Made with the first row.
    scales: Option<(Dictionary<'f>, Vec<[Option<usize>; 3]>)>,
    /// None: withdrawn, because the auditor says otherwise elsewhere.
    verdicts: Vec<Option<AuditVerdict>>,
    /// By period, agency, criterion and folded name of the auditor.
    known: BTreeMap<(usize, usize, usize, String), usize>,
}

impl<'f> VerdictReader<'f> {
    pub(super) fn new(framework: &'f Framework) -> VerdictReader<'f> {
        VerdictReader { framework, scales: None, verdicts: Vec::new(), known: BTreeMap::new() }
    }

    pub(super) fn row(
        &mut self,
        intake: &mut Intake<'_>,
        head: &Head,
        record: &Record<'_>,
        mapping: &Mapping,
        source: Option<&SourceSettings>,
    ) {
        // A line of a work list that nobody has filled in yet.
        if intake.text(head, record, mapping.column("verdict")).is_empty()
            && intake.text(head, record, mapping.column("found")).is_empty()
        {
            return;
        }
        let Some(verdict) = self.read(intake, head, record, mapping, source) else { return };
        let key = (verdict.period, verdict.agency, verdict.criterion, fold(&verdict.auditor));
        let Some(first) = self.known.get(&key).copied() else {
            self.known.insert(key, self.verdicts.len());
            self.verdicts.push(Some(verdict));
            return;
        };
        let earlier = self.verdicts[first].as_ref();
        let same = |earlier: &AuditVerdict| (earlier.outcome, earlier.found) == (verdict.outcome, verdict.found);
        let cited = earlier.map(|earlier| intake.cite(earlier.source)).unwrap_or_default();
        let criterion = self.framework.criteria[verdict.criterion].code.to_string();
        if earlier.is_some_and(same) {
            let problem = Problem::AuditVerdictRepeated { criterion, first: cited };
            intake.report(head, record, mapping.column("verdict"), problem);
            return;
        }
        let problem = Problem::AuditVerdictTwice { criterion, first: cited };
        intake.report(head, record, mapping.column("verdict"), problem);
        self.verdicts[first] = None;
    }

    /// Every verdict that stands; auditors who differ on a claim are found.
    pub(super) fn finish(self, intake: &mut Intake<'_>) -> Vec<AuditVerdict> {
        let verdicts: Vec<AuditVerdict> = self.verdicts.into_iter().flatten().collect();
        let mut first: BTreeMap<(usize, usize, usize), &AuditVerdict> = BTreeMap::new();
        for verdict in verdicts.iter().filter(|verdict| verdict.outcome != AuditOutcome::NotSeen) {
            let key = (verdict.period, verdict.agency, verdict.criterion);
            let earlier = *first.entry(key).or_insert(verdict);
            if (earlier.outcome, earlier.found) != (verdict.outcome, verdict.found) {
                let criterion = self.framework.criteria[verdict.criterion].code.to_string();
                let problem = Problem::AuditorsDisagree { criterion, first: intake.cite(earlier.source) };
                let file = intake.files.get(verdict.source.file as usize).cloned().unwrap_or_default();
                let row = Some(u64::from(verdict.source.row));
                intake.push(problem, Place { file, row, ..Place::default() });
            }
        }
        verdicts
    }

    fn read(
        &mut self,
        intake: &mut Intake<'_>,
        head: &Head,
        record: &Record<'_>,
        mapping: &Mapping,
        source: Option<&SourceSettings>,
    ) -> Option<AuditVerdict> {
        let constant = source.and_then(|source| source.period.as_ref());
        let period = intake.period(head, record, mapping.column("period"), constant)?;
        let agency = intake.agency(head, record, mapping.column("agency"))?;
        let column = mapping.column("criterion");
        let criterion = intake.criterion(head, record, column)?;
        let asked = &self.framework.criteria[criterion];
        if asked.level == Level::National || asked.perception || !asked.scored {
            intake.report(head, record, column, Problem::AuditNotClaimed { criterion: asked.code.to_string() });
            return None;
        }
        let column = mapping.column("verdict");
        let text = intake.text(head, record, column);
        let Some(outcome) = intake.words.outcome(text) else {
            let allowed = AuditOutcome::ALL.map(AuditOutcome::name).join(", ");
            intake.report(head, record, column, Problem::AuditVerdictUnknown { allowed });
            return None;
        };
        let found = match outcome {
            AuditOutcome::NotSeen => None,
            // Whatever else is written there is a note.
            AuditOutcome::Confirmed => self.answer(intake, head, record, mapping.column("found"), criterion),
            AuditOutcome::Partly | AuditOutcome::Refuted => {
                Some(self.found(intake, head, record, mapping.column("found"), criterion, outcome)?)
            }
        };
        let column = mapping.column("grade");
        let text = intake.text(head, record, column);
        let scheme = self.framework.evidence.as_ref();
        let grade = scheme.and_then(|scheme| grade(scheme, text));
        if let Some(scheme) = scheme.filter(|_| grade.is_none() && !text.is_empty()) {
            let grades: Vec<&str> = scheme.grades.iter().map(|grade| grade.code.as_str()).collect();
            intake.report(head, record, column, Problem::UnknownGrade { allowed: grades.join(", ") });
            return None;
        }
        let least = scheme.and_then(|scheme| Some((scheme, scheme.grades.iter().position(|grade| grade.checked)?)));
        if let Some((scheme, least)) = least
            && outcome != AuditOutcome::NotSeen
            && grade.is_some_and(|grade| usize::from(grade) < least)
        {
            let least = scheme.grades[least].code.to_string();
            intake.report(head, record, column, Problem::AuditGradeLow { least });
            return None;
        }
        let date = intake.date(head, record, mapping.column("date"));
        let mut words = |name: &str| intake.prose(head, record, mapping.column(name)).into_owned();
        Some(AuditVerdict {
            agency,
            period,
            criterion,
            outcome,
            found,
            grade,
            auditor: words("auditor"),
            date,
            note: words("note"),
            source: Source { file: head.file, row: row_of(record) },
        })
    }

    /// What holds instead of the claim; where a claim is wrong and nothing is said, the worst answer of its scale.
    fn found(
        &mut self,
        intake: &mut Intake<'_>,
        head: &Head,
        record: &Record<'_>,
        column: Option<usize>,
        criterion: usize,
        outcome: AuditOutcome,
    ) -> Option<Answer> {
        let framework = self.framework;
        let asked = &framework.criteria[criterion];
        let text = intake.text(head, record, column);
        if text.is_empty() {
            let worst = (outcome == AuditOutcome::Refuted).then(|| worst(framework, criterion)).flatten();
            if worst.is_none() {
                let (criterion, verdict) = (asked.code.to_string(), outcome.name().to_owned());
                intake.report(head, record, column, Problem::AuditFoundMissing { criterion, verdict });
            }
            return worst;
        }
        let answer = self.answer(intake, head, record, column, criterion);
        if answer.is_none() {
            let (dictionary, entries) = self.scales.get_or_insert_with(|| Dictionary::of_criteria(framework));
            let allowed = dictionary.asked(entries.get(criterion)?[0]?).allowed();
            let criterion = asked.code.to_string();
            intake.report(head, record, column, Problem::AuditFoundOffScale { criterion, allowed });
        }
        answer
    }

    /// The answer in a cell; none where it is blank or no answer on the scale of the criterion.
    fn answer(
        &mut self,
        intake: &mut Intake<'_>,
        head: &Head,
        record: &Record<'_>,
        column: Option<usize>,
        criterion: usize,
    ) -> Option<Answer> {
        let framework = self.framework;
        let text = intake.text(head, record, column);
        let (dictionary, entries) = self.scales.get_or_insert_with(|| Dictionary::of_criteria(framework));
        match dictionary.read(&intake.words, entries.get(criterion)?[0]?, text) {
            Reading::Answer { answer, .. } | Reading::Doubtful { answer, .. } => {
                Some(answer).filter(|answer| !matches!(answer, Answer::NotApplicable | Answer::Unknown))
            }
            _ => None,
        }
    }
}

/// Verdicts on claims of which no evidence record of an audit speaks yet.
pub(super) fn waiting(framework: &Framework, verdicts: &[AuditVerdict], evidence: &[Evidence]) -> u64 {
    let entered: BTreeSet<(usize, Scope, usize)> = evidence
        .iter()
        .filter(|record| record.kind == AUDITED)
        .map(|record| (record.unit.period, record.unit.scope, record.criterion))
        .collect();
    let is_open = |verdict: &&AuditVerdict| {
        let key = (verdict.period, Scope::Agency(verdict.agency), verdict.criterion);
        verdict.outcome != AuditOutcome::NotSeen && !entered.contains(&key)
    };
    if framework.evidence.is_some() { verdicts.iter().filter(is_open).count() as u64 } else { 0 }
}

/// The worst answer to a criterion, where its scale has one: the choice of the lowest value, or no share.
fn worst(framework: &Framework, criterion: usize) -> Option<Answer> {
    let scale = framework.scale(&framework.criteria[criterion].scale)?;
    match scale.kind {
        ScaleKind::Share => Some(Answer::Number(0.0)),
        ScaleKind::Choice => {
            let valued = scale.choices.iter().enumerate().filter_map(|(place, choice)| Some((choice.value?, place)));
            let worst = valued.reduce(|worst, own| if own.0 < worst.0 { own } else { worst });
            worst.and_then(|(_, place)| u8::try_from(place).ok()).map(Answer::Choice)
        }
        ScaleKind::Several | ScaleKind::Count | ScaleKind::Number => None,
    }
}
