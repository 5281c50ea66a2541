//! Rows of an export become tables of an assessment: which submissions count, and what each of their cells is.
use crate::finding::{Finding, Place, Problem};
use crate::framework::{Framework, KpiKind, OTHER, Scale, ScaleKind};
use crate::import::account::{Account, ColumnAccount, ColumnFate, Remark, RowFate, SheetAccount};
use crate::import::lexicon::{Known, Lexicon, Meaning, System};
use crate::import::limesurvey;
use crate::import::tables::{Speaker, Tables};
use crate::import::tool::Tool;
use crate::input::{Cell, CellKind, Grid, Row};
use crate::names::{self, Mark};
use crate::spelling::nearest;
use crate::survey::{Ready, Rejected, SourceSettings, Submissions, Words};
use crate::text::{Code, fold};
use smol_str::SmolStr;
use std::collections::{BTreeMap, BTreeSet};

/// What is known when an export is read.
pub(super) struct Export<'e> {
    pub(super) file: &'e str,
    pub(super) tool: &'static Tool,
    pub(super) source: &'e SourceSettings,
    pub(super) lexicon: &'e Lexicon<'e>,
    pub(super) words: &'e Words,
    /// The agency that the rows above the heading name.
    pub(super) agency: Option<Cell>,
    pub(super) period: Option<Cell>,
}

/// A table of an export, its heading first.
pub(super) struct Sheet {
    pub(super) label: String,
    pub(super) grid: Grid,
    /// Rows that hold no answers, already left out of the grid.
    pub(super) passed_over: u64,
}

/// What was made of a file.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) ready: Vec<Ready>,
    pub(super) findings: Vec<Finding>,
    pub(super) remarks: Vec<Remark>,
    pub(super) account: Account,
}

impl Outcome {
    /// Takes a table of which every row counts.
    pub(super) fn add(&mut self, table: Ready) {
        let rows = table.grid.rows.len().saturating_sub(1) as u64;
        let (label, fates) = (table.label.clone(), BTreeMap::from([(RowFate::Used, rows)]));
        self.account.sheets.push(SheetAccount { label, rows, fates, columns: Vec::new() });
        self.ready.push(table);
    }
}

/// A heading and what stands under it.
struct Column {
    heading: SmolStr,
    meaning: Meaning,
    /// Whether the user said what it means.
    mapped: bool,
}

/// The rows of one table under known columns.
struct Table<'s> {
    sheet: &'s Sheet,
    columns: Vec<Column>,
    rows: Vec<&'s Row>,
    fates: Vec<RowFate>,
}

/// One filled-in form.
struct Submission {
    /// Position among the rows of the main table.
    row: usize,
    id: String,
    /// Comparable as text, where the tool writes a time.
    time: String,
    speaker: Speaker,
    /// Criteria and items that it answers, with their units.
    answers: BTreeSet<(usize, String)>,
}

/// What a row says of one criterion.
#[derive(Default)]
struct Bundle {
    answer: Option<Cell>,
    options: BTreeSet<usize>,
    beside: BTreeMap<Mark, Cell>,
}

impl Export<'_> {
    /// Reads the tables of an export; the first without parent rows is that of the submissions.
    pub(super) fn read(&self, sheets: &[Sheet]) -> Outcome {
        let mut outcome = Outcome { account: Account::new(self.file, self.tool.title), ..Outcome::default() };
        let mut tables: Vec<Table<'_>> = sheets.iter().filter_map(|sheet| self.table(sheet)).collect();
        tables.sort_by_key(|table| table.column(&Meaning::System(System::Parent)).is_some());
        let Some(main) = tables.first() else { return outcome };
        if let Err(finding) = self.check(&tables) {
            outcome.findings.push(*finding);
            return outcome;
        }
        let submissions = self.submissions(main);
        let (counted, fates, findings) = self.count(main, &submissions);
        outcome.findings.extend(findings);
        let mut written = Tables::default();
        for submission in counted.iter().map(|position| &submissions[*position]) {
            self.write(&mut written, &mut outcome, main, submission.row, &submission.speaker);
        }
        tables[0].fates = fates;
        for position in 1..tables.len() {
            let fates = self.children(&mut written, &mut outcome, &tables, position, &submissions, &counted);
            tables[position].fates = fates;
        }
        outcome.findings.extend(self.unheaded(&tables));
        for table in &tables {
            outcome.account.sheets.push(self.account(table));
            outcome.findings.extend(self.notices(table));
        }
        let (rows, used) = outcome.account.rows();
        let recognised = Problem::ToolRecognised { tool: self.tool.title.to_owned(), rows, used };
        outcome.findings.insert(
            0,
            Finding { problem: recognised, place: Place { file: self.file.to_owned(), ..Place::default() } },
        );
        outcome.ready = written.finish(self.lexicon.framework());
        outcome
    }

    fn table<'s>(&self, sheet: &'s Sheet) -> Option<Table<'s>> {
        let (heading, rows) = sheet.grid.rows.split_first()?;
        let mut columns = Vec::new();
        for cell in 0..heading.cells.len() {
            let text = clean(heading.text(cell));
            let mapped = self.lexicon.mapped(&text, self.source);
            let meaning = mapped.clone().or_else(|| (self.tool.system)(&text).map(Meaning::System));
            let meaning = meaning.or_else(|| self.lexicon.meaning(&text, self.tool.separators));
            let meaning = meaning.unwrap_or_else(|| match self.lexicon.is_personal(&text) {
                true => Meaning::System(System::Personal),
                false => Meaning::Remark,
            });
            let kept = meaning == Meaning::System(System::Personal) && self.keeps(&text);
            let meaning = if kept { Meaning::Remark } else { meaning };
            columns.push(Column { heading: text.into(), meaning, mapped: mapped.is_some() });
        }
        let rows: Vec<&Row> = rows.iter().collect();
        let fates = vec![RowFate::Used; rows.len()];
        Some(Table { sheet, columns, rows, fates })
    }

    fn keeps(&self, heading: &str) -> bool {
        self.source.keep.iter().any(|kept| fold(kept) == fold(heading))
    }

    /// Refuses a mapping to something that does not exist.
    fn check_mapping(&self, place: &Place) -> Result<(), Box<Finding>> {
        for (heading, target) in self.source.columns.iter().filter(|(_, target)| !target.trim().is_empty()) {
            if self.lexicon.named(target).is_none() {
                let nearest = self.lexicon.near(target);
                let problem = Problem::MappingTargetUnknown { target: target.clone(), nearest };
                let place = Place { row: None, column: Some(heading.clone()), ..place.clone() };
                return Err(Box::new(Finding { problem, place }));
            }
        }
        Ok(())
    }

    /// What the user says of headings that no table has.
    fn unheaded(&self, tables: &[Table<'_>]) -> Vec<Finding> {
        let headings = || tables.iter().flat_map(|table| &table.columns).map(|column| column.heading.as_str());
        let said = self.source.columns.keys().chain(&self.source.keep);
        let missing = said.filter(|said| !headings().any(|heading| fold(heading) == fold(said)));
        missing
            .map(|said| Finding {
                problem: Problem::HeadingNotFound { nearest: nearest(said, headings()).unwrap_or_default().to_owned() },
                place: Place { file: self.file.to_owned(), column: Some(said.clone()), ..Place::default() },
            })
            .collect()
    }

    /// Refuses tables from which nobody could say who answered what.
    fn check(&self, tables: &[Table<'_>]) -> Result<(), Box<Finding>> {
        let main = &tables[0];
        let place = Place { file: main.sheet.label.clone(), row: self.heading_row(main), ..Place::default() };
        self.check_mapping(&place)?;
        let fail = |problem| Err(Box::new(Finding { problem, place: place.clone() }));
        for table in tables {
            self.check_twice(table)?;
        }
        let long = main.known(Known::Criterion).is_some();
        let asks = |column: &Column| {
            matches!(
                column.meaning,
                Meaning::Criterion { .. } | Meaning::Option { .. } | Meaning::Quantity { .. } | Meaning::Item(_)
            ) || long && column.meaning == Meaning::Known(Known::Answer)
        };
        let headings: Vec<String> = main.columns.iter().map(|column| column.heading.to_string()).collect();
        let coded = |column: &Column| column.mapped || column.heading.contains('[');
        if limesurvey::are_texts(&headings) && !main.columns.iter().any(|column| asks(column) && coded(column)) {
            return fail(Problem::HeadingsAreTexts { tool: self.tool.title.to_owned() });
        }
        if !tables.iter().any(|table| table.columns.iter().any(asks)) {
            let near = headings.iter().map(|heading| self.lexicon.near(heading)).find(|near| !near.is_empty());
            let problem =
                Problem::NoQuestionNamed { tool: self.tool.title.to_owned(), nearest: near.unwrap_or_default() };
            return fail(problem);
        }
        let of_users = main.columns.iter().any(|column| matches!(column.meaning, Meaning::Item(_)));
        let named = main.known(Known::Agency).is_some() || self.agency.is_some();
        if !named && !of_users {
            return fail(Problem::ColumnMissing { kind: "answers".to_owned(), needed: "agency".to_owned() });
        }
        Ok(())
    }

    /// Refuses two columns for one question, unless the user mapped one of them himself.
    fn check_twice(&self, table: &Table<'_>) -> Result<(), Box<Finding>> {
        let codes = &self.lexicon.framework().criteria;
        for (position, column) in table.columns.iter().enumerate() {
            let earlier = table.columns[..position].iter().find(|earlier| {
                let told_apart = (earlier.mapped || column.mapped) && fold(&earlier.heading) != fold(&column.heading);
                earlier.meaning == column.meaning && !told_apart
            });
            let Some(earlier) = earlier else { continue };
            let columns = format!("{}, {}", earlier.heading, column.heading);
            let problem = match &column.meaning {
                Meaning::Criterion { criterion, .. } => {
                    Problem::CriterionClaimedTwice { criterion: codes[*criterion].code.to_string(), columns }
                }
                Meaning::Known(Known::Agency | Known::Criterion | Known::Answer) => {
                    let first = table.columns.iter().position(|one| std::ptr::eq(one, earlier)).unwrap_or_default();
                    Problem::ColumnDuplicate { first: first as u64 + 1 }
                }
                _ => continue,
            };
            let place = Place {
                file: table.sheet.label.clone(),
                row: self.heading_row(table),
                column: Some(column.heading.to_string()),
                ..Place::default()
            };
            return Err(Box::new(Finding { problem, place }));
        }
        Ok(())
    }

    fn heading_row(&self, table: &Table<'_>) -> Option<u64> {
        table.sheet.grid.rows.first().map(|row| row.row)
    }

    fn submissions(&self, main: &Table<'_>) -> Vec<Submission> {
        let mut submissions = Vec::new();
        for (position, row) in main.rows.iter().enumerate() {
            let system = |system| main.column(&Meaning::System(system)).map_or("", |column| row.text(column));
            let root = system(System::Root);
            let id = system(System::Id);
            let mut speaker = self.speaker(main, row);
            if self.source.submissions == Submissions::People && speaker.respondent.text.is_empty() {
                speaker.respondent = Cell::plain(if id.is_empty() { row.row.to_string() } else { id.to_owned() });
            }
            let time = system(System::Time);
            let comparable = time.as_bytes().get(4) == Some(&b'-');
            submissions.push(Submission {
                row: position,
                id: if root.is_empty() { id } else { root.trim_start_matches("uuid:") }.to_owned(),
                time: if comparable { time.to_owned() } else { String::new() },
                speaker,
                answers: self.answered(main, row),
            });
        }
        submissions
    }

    fn speaker(&self, table: &Table<'_>, row: &Row) -> Speaker {
        let cell =
            |known| table.known(known).map(|column| table.cell(row, column)).filter(|cell| !cell.text.is_empty());
        let plain = |text: &str| Cell::plain(text);
        let source = self.source;
        Speaker {
            agency: cell(Known::Agency).or_else(|| self.agency.clone()).unwrap_or_else(|| plain("")),
            period: cell(Known::Period)
                .or_else(|| source.period.as_ref().map(|period| plain(period.as_str())))
                .or_else(|| self.period.clone())
                .unwrap_or_else(|| plain("")),
            service: cell(Known::Service).unwrap_or_else(|| plain("")),
            branch: cell(Known::Branch).unwrap_or_else(|| plain("")),
            respondent: cell(Known::Respondent).unwrap_or_else(|| plain("")),
            role: cell(Known::Role)
                .and_then(|cell| self.role(&cell.text).map(|text| Cell { text, ..cell }))
                .or_else(|| source.role.as_ref().map(|role| plain(role.as_str())))
                .unwrap_or_else(|| plain("")),
        }
    }

    /// The role of the framework that a text names by code, shortened code or title; a post, such as *head of IT*, is none.
    fn role(&self, text: &str) -> Option<String> {
        let folded = fold(text);
        if self.words.is_assessor(text) {
            return Some(text.to_owned());
        }
        let mut roles = self.lexicon.framework().roles.iter();
        let role = roles.find(|role| {
            role.code.matches(text.trim())
                || names::is_short_for(text.trim(), role.code.as_str())
                || role.title.iter().any(|(_, title)| fold(title) == folded)
        });
        role.map(|role| role.code.to_string())
    }

    fn answered(&self, table: &Table<'_>, row: &Row) -> BTreeSet<(usize, String)> {
        let answers = table.columns.iter().enumerate().filter(|(column, _)| !self.is_blank(row, *column));
        let answers = answers.filter_map(|(_, column)| match &column.meaning {
            Meaning::Criterion { criterion, unit } => Some((*criterion, unit.clone().unwrap_or_default())),
            Meaning::Option { criterion, .. } => Some((*criterion, String::new())),
            Meaning::Known(Known::Criterion) => {
                let cell = row.text(table.known(Known::Criterion)?);
                Some((self.lexicon.code(cell)?, String::new()))
            }
            _ => None,
        });
        answers.collect()
    }

    fn is_blank(&self, row: &Row, column: usize) -> bool {
        let text = row.text(column).trim();
        let uncomputed = row.cells.get(column).is_some_and(|cell| cell.kind == CellKind::Uncomputed);
        text.is_empty() && !uncomputed || self.tool.blanks.contains(&text)
    }

    /// The submissions that count, by position, and what became of every row.
    fn count(&self, main: &Table<'_>, submissions: &[Submission]) -> (Vec<usize>, Vec<RowFate>, Vec<Finding>) {
        let mut fates = vec![RowFate::Used; submissions.len()];
        let mut findings = Vec::new();
        for (position, submission) in submissions.iter().enumerate() {
            let row = main.rows[submission.row];
            let told = |system, tells: &dyn Fn(&str) -> bool| {
                main.column(&Meaning::System(system)).filter(|column| tells(row.text(*column)))
            };
            let (fate, problem, column) =
                if let Some(column) = told(System::Encryption, &|text| self.tool.cannot_read(text)) {
                    (RowFate::Encrypted, Problem::SubmissionEncrypted {}, column)
                } else if let Some(column) = told(System::Review, &|text| self.tool.rejects(text))
                    && self.source.rejected == Rejected::LeftOut
                {
                    (RowFate::Rejected, Problem::SubmissionRejected {}, column)
                } else if let Some(column) = told(System::Finished, &|text| text.trim().is_empty()) {
                    (RowFate::Used, Problem::SubmissionUnfinished {}, column)
                } else {
                    continue;
                };
            fates[position] = fate;
            findings.push(Finding { problem, place: main.place(row, Some(column)) });
        }
        for (position, newer) in self.replaced(main, submissions, &fates) {
            fates[position] = RowFate::Replaced;
            let lost = submissions[position].answers.difference(&submissions[newer].answers);
            let criteria = &self.lexicon.framework().criteria;
            let lost: Vec<&str> = lost.map(|(criterion, _)| criteria[*criterion].code.as_str()).collect();
            let newer = main.rows[submissions[newer].row].row;
            let row = main.rows[submissions[position].row];
            let problem = match lost.is_empty() {
                true => Problem::SubmissionReplaced { newer },
                false => Problem::SubmissionReplacedInPart { newer, criteria: lost.join(", ") },
            };
            findings.push(Finding { problem, place: main.place(row, main.known(Known::Agency)) });
        }
        let counted = (0..submissions.len()).filter(|position| fates[*position] == RowFate::Used).collect();
        (counted, fates, findings)
    }

    /// Submissions that a newer one stands for: versions of one, and those of the same agency, role and respondent that
    /// answer a question again.
    fn replaced(&self, main: &Table<'_>, submissions: &[Submission], fates: &[RowFate]) -> Vec<(usize, usize)> {
        let long = main.known(Known::Criterion).is_some();
        let of_users = main.columns.iter().any(|column| matches!(column.meaning, Meaning::Item(_)));
        let people = self.source.submissions == Submissions::People;
        // A table without times does not say which of two rows is the correction.
        let timed = [System::Time, System::Finished, System::Id]
            .iter()
            .any(|own| main.column(&Meaning::System(*own)).is_some());
        let mut order: Vec<usize> = (0..submissions.len()).filter(|one| fates[*one] == RowFate::Used).collect();
        order.sort_by(|a, b| (&submissions[*a].time, a).cmp(&(&submissions[*b].time, b)));
        let mut kept: BTreeMap<[String; 6], Vec<usize>> = BTreeMap::new();
        let mut versions: BTreeMap<&str, usize> = BTreeMap::new();
        let mut replaced = Vec::new();
        for newest in order.into_iter().rev() {
            let submission = &submissions[newest];
            if !submission.id.is_empty() {
                if let Some(newer) = versions.get(submission.id.as_str()) {
                    replaced.push((newest, *newer));
                    continue;
                }
                versions.insert(&submission.id, newest);
            }
            if long || of_users || people || !timed {
                continue;
            }
            let newer = kept.entry(submission.speaker.key()).or_default();
            match newer.iter().find(|newer| !submissions[**newer].answers.is_disjoint(&submission.answers)) {
                Some(newer) => replaced.push((newest, *newer)),
                None => newer.push(newest),
            }
        }
        replaced.sort_unstable();
        replaced
    }

    /// Rows of a repeat speak for units of their submission.
    fn children(
        &self,
        written: &mut Tables,
        outcome: &mut Outcome,
        tables: &[Table<'_>],
        position: usize,
        submissions: &[Submission],
        counted: &[usize],
    ) -> Vec<RowFate> {
        let (main, table) = (&tables[0], &tables[position]);
        let id = main.column(&Meaning::System(System::Id));
        let by_id: BTreeMap<&str, usize> = submissions
            .iter()
            .enumerate()
            .filter_map(|(position, submission)| Some((main.rows[submission.row].text(id?), position)))
            .collect();
        let parent = table.column(&Meaning::System(System::Parent));
        let mut fates = Vec::new();
        for (place, row) in table.rows.iter().enumerate() {
            let found = parent.and_then(|parent| by_id.get(row.text(parent)));
            fates.push(match found {
                Some(submission) if counted.contains(submission) => {
                    let own = self.speaker(table, row);
                    let whole = submissions[*submission].speaker.clone();
                    let speaker = Speaker { service: own.service, branch: own.branch, ..whole };
                    self.write(written, outcome, table, place, &speaker);
                    RowFate::Used
                }
                Some(_) => RowFate::WithSubmission,
                None => {
                    let problem = Problem::SubmissionUnknown {};
                    outcome.findings.push(Finding { problem, place: table.place(row, parent) });
                    RowFate::Orphan
                }
            });
        }
        fates
    }

    /// Writes what a row says.
    fn write(
        &self,
        written: &mut Tables,
        outcome: &mut Outcome,
        table: &Table<'_>,
        position: usize,
        speaker: &Speaker,
    ) {
        let row = table.rows[position];
        let label = &table.sheet.label;
        let mut bundles: BTreeMap<(usize, Option<String>), Bundle> = BTreeMap::new();
        let mut attested: BTreeMap<Known, Cell> = BTreeMap::new();
        let mut items: Vec<(Code, Cell)> = Vec::new();
        let width = row.cells.iter().rposition(|cell| !cell.text.trim().is_empty()).map_or(0, |last| last + 1);
        if width > table.columns.len() {
            let beyond: Vec<&str> = (table.columns.len()..width).map(|cell| row.text(cell).trim()).collect();
            let text = beyond.into_iter().filter(|text| !text.is_empty()).collect::<Vec<_>>().join("; ");
            let problem = Problem::RowLonger { cells: width as u64, columns: table.columns.len() as u64, text };
            outcome.findings.push(Finding { problem, place: table.place(row, None) });
        }
        for (position, column) in table.columns.iter().enumerate() {
            if self.is_blank(row, position) {
                continue;
            }
            let cell = table.cell(row, position);
            match &column.meaning {
                Meaning::Criterion { criterion, unit } => {
                    let cell = self.answered_with(*criterion, cell);
                    let bundle = bundles.entry((*criterion, unit.clone())).or_default();
                    match &bundle.answer {
                        Some(earlier) if fold(&earlier.text) != fold(&cell.text) => {
                            outcome.findings.push(self.disagreement(table, row, position, *criterion, earlier));
                        }
                        Some(_) => {}
                        None => bundle.answer = Some(cell),
                    }
                }
                Meaning::Option { criterion, option } => {
                    let said = self.words.truth(&cell.text);
                    if said != Some(false) {
                        bundles.entry((*criterion, None)).or_default().options.insert(*option);
                    }
                    // Under *other* some tools write the text itself.
                    if said.is_none() {
                        let remark = self.remark(label, row, speaker, Some(*criterion), &column.heading, &cell.text);
                        outcome.remarks.push(remark);
                    }
                }
                Meaning::Other { criterion } => {
                    let scale = self.scale(*criterion);
                    if let Some(other) = scale.and_then(|scale| scale.position(OTHER)) {
                        bundles.entry((*criterion, None)).or_default().options.insert(other);
                    }
                    outcome.remarks.push(self.remark(
                        label,
                        row,
                        speaker,
                        Some(*criterion),
                        &column.heading,
                        &cell.text,
                    ));
                }
                Meaning::Beside { criterion, mark } => {
                    bundles.entry((*criterion, None)).or_default().beside.insert(*mark, cell);
                }
                Meaning::Quantity { kpi, quantity } => {
                    self.quantity(written, label, row, speaker, (kpi, quantity), cell)
                }
                Meaning::Item(code) => items.push((code.clone(), self.spelled(cell))),
                Meaning::Known(
                    known @ (Known::SignedBy
                    | Known::SignedPost
                    | Known::LetterNumber
                    | Known::LetterDate
                    | Known::Source
                    | Known::Criterion
                    | Known::Answer
                    | Known::Evidence
                    | Known::EvidenceDate
                    | Known::EvidenceLink
                    | Known::NaReason
                    | Known::NaApprover),
                ) => {
                    attested.insert(*known, cell);
                }
                Meaning::Remark => {
                    outcome.remarks.push(self.remark(label, row, speaker, None, &column.heading, &cell.text));
                }
                Meaning::Known(Known::Role) if self.role(&cell.text).is_none() => {
                    outcome.remarks.push(self.remark(label, row, speaker, None, &column.heading, &cell.text));
                }
                Meaning::Known(_) | Meaning::System(_) | Meaning::LeftOut => {}
            }
        }
        if let Some(criterion) = attested.get(&Known::Criterion) {
            let mut take = |known| attested.get(&known).cloned();
            let answer = take(Known::Answer).map(|cell| self.spelled(cell));
            written.long(label, row.row, speaker, criterion.clone(), answer, &mut take);
        }
        for ((criterion, unit), bundle) in bundles {
            self.bundle(written, outcome, table, row, speaker, criterion, unit, bundle);
        }
        if !items.is_empty() {
            let source = attested.get(&Known::Source).cloned();
            written.user(label, row.row, speaker, source, items);
        }
        written.attestation(label, row.row, speaker, &attested);
    }

    /// Writes what a row says of one criterion.
    #[expect(clippy::too_many_arguments, reason = "one cell's whole surroundings")]
    fn bundle(
        &self,
        written: &mut Tables,
        outcome: &mut Outcome,
        table: &Table<'_>,
        row: &Row,
        speaker: &Speaker,
        criterion: usize,
        unit: Option<String>,
        mut bundle: Bundle,
    ) {
        let framework = self.lexicon.framework();
        let code = framework.criteria[criterion].code.as_str();
        let speaker = match unit {
            Some(unit) => Speaker { service: Cell::plain(unit), ..speaker.clone() },
            None => speaker.clone(),
        };
        if let Some(scale) = self.scale(criterion).filter(|scale| scale.kind == ScaleKind::Several) {
            let (text, rest) = self.several(table, scale, criterion, &bundle);
            for rest in rest {
                let heading = bundle.answer.as_ref().and_then(|cell| cell.under.clone()).unwrap_or_default();
                let label = &table.sheet.label;
                outcome.remarks.push(self.remark(label, row, &speaker, Some(criterion), &heading, &rest));
            }
            let under = bundle.answer.as_ref().and_then(|cell| cell.under.clone());
            bundle.answer = (!text.is_empty()).then(|| Cell { under, ..Cell::plain(text) });
        }
        // Where both a number and the reason for none are given, both are written: the survey finds that they contradict.
        let without = bundle.beside.remove(&Mark::NoAnswer);
        let (first, second) = match bundle.answer.take() {
            Some(answer) => (Some(answer), without),
            None => (without, None),
        };
        written.answer(&table.sheet.label, row.row, &speaker, code, first, &bundle.beside);
        if second.is_some() {
            written.answer(&table.sheet.label, row.row, &speaker, code, second, &bundle.beside);
        }
        written.evidence(&table.sheet.label, row.row, &speaker, code, &bundle.beside);
    }

    /// The options of a question with several, as one cell, and what names none of them. Where a summary is there, it says
    /// whether the question was answered at all; columns of single options are exact where it holds labels.
    fn several(&self, table: &Table<'_>, scale: &Scale, criterion: usize, bundle: &Bundle) -> (String, Vec<String>) {
        let summary = Meaning::Criterion { criterion, unit: None };
        let has_summary = table.column(&summary).is_some();
        let text = bundle.answer.as_ref().map_or("", |cell| cell.text.as_str());
        if has_summary
            && text.is_empty()
            && !bundle.options.iter().any(|option| scale.choices[*option].code.matches(OTHER))
        {
            return (String::new(), Vec::new());
        }
        let chosen = scale.chosen(text);
        let mut options: BTreeSet<usize> = bundle.options.clone();
        let split = table
            .columns
            .iter()
            .any(|column| matches!(column.meaning, Meaning::Option { criterion: of, .. } if of == criterion));
        if !split {
            options.extend(&chosen.options);
        }
        let other = scale.position(OTHER);
        let mut rest = chosen.rest;
        if !rest.is_empty() {
            options.extend(other);
        }
        let mut parts: Vec<String> = options.iter().map(|option| scale.choices[*option].code.to_string()).collect();
        if other.is_none() {
            parts.append(&mut rest);
        }
        (parts.join(";"), rest)
    }

    /// A quantity of a KPI: one number, the cases of a quantile, or a number for each group.
    fn quantity(
        &self,
        written: &mut Tables,
        label: &str,
        row: &Row,
        speaker: &Speaker,
        (kpi, quantity): (&Code, &Code),
        cell: Cell,
    ) {
        let framework = self.lexicon.framework();
        let kind = framework.kpis.iter().find(|known| known.code == *kpi).map(|kpi| &kpi.kind);
        let part = |text: &str| Cell { text: text.trim().to_owned(), ..cell.clone() };
        let mut write = |value: Cell, group: &str| {
            written.quantity(label, row.row, speaker, kpi.as_str(), quantity.as_str(), value, group);
        };
        match kind {
            Some(KpiKind::Quantile { .. }) => {
                let cases = cell.text.split(|letter: char| letter.is_whitespace() || matches!(letter, ';' | '؛'));
                cases.filter(|case| !case.is_empty()).for_each(|case| write(part(case), ""));
            }
            Some(KpiKind::GroupGap { .. }) => {
                for line in
                    cell.text.lines().flat_map(|line| line.split([';', '؛'])).filter(|line| !line.trim().is_empty())
                {
                    match line.rsplit_once(':') {
                        Some((group, number)) => write(part(number), group.trim()),
                        None => write(part(line), ""),
                    }
                }
            }
            _ => write(cell, ""),
        }
    }

    /// The user's own spelling for an answer, else as it is.
    fn spelled(&self, cell: Cell) -> Cell {
        let values = &self.source.values;
        let ours = values
            .get(cell.text.trim())
            .or_else(|| values.iter().find(|(theirs, _)| fold(theirs) == fold(&cell.text)).map(|(_, ours)| ours));
        match ours {
            Some(ours) => Cell { text: ours.clone(), kind: CellKind::Text, ..cell },
            None => cell,
        }
    }

    /// An answer to a criterion: without the sign that some tools end it with, and its code in full where a tool had it
    /// shortened.
    fn answered_with(&self, criterion: usize, cell: Cell) -> Cell {
        let cell = self.spelled(cell);
        let text = cell.text.trim_end_matches(';').trim();
        let choices = self.scale(criterion).map_or(&[][..], |scale| &scale.choices);
        let full = choices.iter().find(|choice| names::is_short_for(text, choice.code.as_str()));
        let text = full.map_or_else(|| text.to_owned(), |choice| choice.code.to_string());
        Cell { text, ..cell }
    }

    fn disagreement(&self, table: &Table<'_>, row: &Row, column: usize, criterion: usize, earlier: &Cell) -> Finding {
        let columns = format!("{}, {}", earlier.under.as_deref().unwrap_or_default(), table.columns[column].heading);
        let criterion = self.lexicon.framework().criteria[criterion].code.to_string();
        Finding { problem: Problem::ColumnsDisagree { criterion, columns }, place: table.place(row, Some(column)) }
    }

    fn remark(
        &self,
        label: &str,
        row: &Row,
        speaker: &Speaker,
        criterion: Option<usize>,
        heading: &str,
        text: &str,
    ) -> Remark {
        Remark {
            file: label.to_owned(),
            row: row.row,
            agency: speaker.agency.text.clone(),
            period: speaker.period.text.clone(),
            service: speaker.service.text.clone(),
            criterion: criterion
                .map(|criterion| self.lexicon.framework().criteria[criterion].code.to_string())
                .unwrap_or_default(),
            heading: heading.to_owned(),
            text: text.to_owned(),
        }
    }

    fn scale(&self, criterion: usize) -> Option<&Scale> {
        let framework: &Framework = self.lexicon.framework();
        framework.scale(&framework.criteria[criterion].scale)
    }

    fn account(&self, table: &Table<'_>) -> SheetAccount {
        let mut fates: BTreeMap<RowFate, u64> = BTreeMap::new();
        for fate in &table.fates {
            *fates.entry(*fate).or_default() += 1;
        }
        if table.sheet.passed_over > 0 {
            fates.insert(RowFate::PassedOver, table.sheet.passed_over);
        }
        let used =
            || table.rows.iter().zip(&table.fates).filter(|(_, fate)| **fate == RowFate::Used).map(|(row, _)| row);
        let columns = table.columns.iter().enumerate().filter(|(_, column)| !column.heading.is_empty());
        let columns = columns.map(|(position, column)| ColumnAccount {
            heading: column.heading.to_string(),
            fate: match &column.meaning {
                Meaning::System(System::Personal) => ColumnFate::Personal,
                Meaning::System(_) => ColumnFate::Tool,
                Meaning::LeftOut => ColumnFate::LeftOut,
                Meaning::Remark => ColumnFate::Remark,
                _ => ColumnFate::Read,
            },
            cells: used().filter(|row| !row.text(position).trim().is_empty()).count() as u64,
        });
        SheetAccount {
            label: table.sheet.label.clone(),
            rows: table.rows.len() as u64 + table.sheet.passed_over,
            fates,
            columns: columns.collect(),
        }
    }

    /// What is said once for a table: personal columns dropped, columns kept as remarks.
    fn notices(&self, table: &Table<'_>) -> Vec<Finding> {
        let filled = |column: usize| table.rows.iter().any(|row| !row.text(column).trim().is_empty());
        let of = |wanted: &Meaning| -> Vec<&str> {
            let columns = table.columns.iter().enumerate();
            let columns = columns.filter(|(position, column)| column.meaning == *wanted && filled(*position));
            columns.map(|(_, column)| column.heading.as_str()).collect()
        };
        let place = || Place { file: table.sheet.label.clone(), ..Place::default() };
        let personal = of(&Meaning::System(System::Personal));
        let remarks = of(&Meaning::Remark);
        let mut findings = Vec::new();
        if !personal.is_empty() {
            findings
                .push(Finding { problem: Problem::PersonalDropped { columns: personal.join(", ") }, place: place() });
        }
        if !remarks.is_empty() {
            let problem = Problem::RemarksKept { columns: remarks.join(", ") };
            findings.push(Finding { problem, place: place() });
        }
        findings
    }
}

impl Table<'_> {
    /// The first column of a meaning.
    fn column(&self, meaning: &Meaning) -> Option<usize> {
        self.columns.iter().position(|column| column.meaning == *meaning)
    }

    fn known(&self, known: Known) -> Option<usize> {
        self.column(&Meaning::Known(known))
    }

    /// A cell that remembers its heading.
    fn cell(&self, row: &Row, column: usize) -> Cell {
        let cell = row.cells.get(column).cloned().unwrap_or_else(|| Cell::plain(""));
        Cell { text: cell.text.trim().to_owned(), under: Some(self.columns[column].heading.clone()), ..cell }
    }

    fn place(&self, row: &Row, column: Option<usize>) -> Place {
        Place {
            file: self.sheet.label.clone(),
            row: Some(row.row),
            column: column.map(|column| self.columns[column].heading.to_string()),
            value: column.map(|column| row.text(column).to_owned()),
            ..Place::default()
        }
    }
}

/// A heading as one line without characters that cannot be seen.
fn clean(heading: &str) -> String {
    let seen = heading.chars().filter(|letter| {
        !matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
    });
    seen.collect::<String>().split_whitespace().collect::<Vec<_>>().join(" ")
}
