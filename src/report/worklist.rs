//! Claims to verify: what was drawn and why, and what each auditor takes along.
use crate::assessment::Group;
use crate::audit::{Design, DrawnClaim, Risk, Sample, Visit};
use crate::document::{Block, Card, Cell, Chapter, Column, Document, Grid};
use crate::framework::{Choice, Criterion, Scale, ScaleKind};
use crate::locale::{Locale, Value};
use crate::report::explain::Teller;
use crate::report::view::{View, agency_name};
use crate::report::{LISTED, Selection, cover, subtitle};
use crate::series::Series;
use crate::survey::{AuditOutcome, Response, Scope, Unit};
use crate::table::{Cell as Datum, Table};

/// A value this near to that of an option is the option's.
const SAME: f64 = 1e-9;
/// Weakness from which evidence is named as a reason.
const WEAK: f64 = 0.5;
/// What stands before an option to tick.
const TICK: char = '○';
/// A space at which no line ends.
const UNBROKEN: &str = "\u{a0}";
/// To write on.
const LINE: &str = "……………………";

/// One auditor's claims as a table to fill in, in one language.
#[derive(Clone, Debug, PartialEq)]
pub struct WorkList {
    pub title: String,
    /// Printed beside each cell that takes a verdict.
    pub guide: String,
    /// By column of `survey::KINDS` of verdicts: its name, its heading, and whether the auditor fills it in.
    pub columns: Vec<(&'static str, String, Filled)>,
    /// Every row is as long as `columns`.
    pub rows: Vec<Vec<String>>,
    /// Words that a verdict is chosen from.
    pub verdicts: Vec<String>,
    /// Codes that a grade is chosen from.
    pub grades: Vec<String>,
}

/// Who fills a column in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Filled {
    Before,
    ByAuditor,
}

/// What was drawn, and why.
pub fn sample(series: &Series, locale: &Locale, sample: &Sample) -> Document {
    let everybody = Selection::default();
    let mut document = cover(series, locale);
    let Some(view) = View::latest(series, locale, &everybody) else { return document };
    document.subtitle.insert(0, subtitle(&view));
    let desk = Desk { view: &view, sample };
    let mut blocks = vec![Block::Lead(desk.lead()), Block::Paragraph(desk.design())];
    blocks.push(Block::Table(desk.strata()));
    blocks.push(Block::Table(desk.visits()));
    blocks.push(Block::Table(desk.claims()));
    document.chapters = vec![Chapter { code: "sample", title: locale.word("worklist.sample-title"), blocks }];
    document
}

/// The claims drawn, for machines.
pub fn sample_table(series: &Series, sample: &Sample) -> Table {
    let columns = [
        "period",
        "agency",
        "criterion",
        "group",
        "grade",
        "claimed",
        "chance_visit",
        "chance_within",
        "chance",
        "risk",
        "gate",
        "weakness",
        "stages",
        "volume",
        "first",
        "flags",
        "auditors",
    ];
    let number = |value: f64| Datum::Number { value, decimals: 6 };
    let flag = |is: bool| Datum::text(if is { "yes" } else { "no" });
    let text = |text: Option<&str>| text.map_or(Datum::Empty, Datum::text);
    let row = |(visit, claim): (&Visit, &DrawnClaim)| {
        let Risk { weight, gate, weakness, stages, volume, first, flags } = claim.risk;
        vec![
            Datum::text(sample.period.as_str()),
            Datum::text(visit.agency.as_str()),
            Datum::text(claim.criterion.as_str()),
            text(visit.group.as_deref()),
            text(claim.grade.as_ref().map(|grade| grade.as_str())),
            number(claim.claimed),
            Datum::number(visit.chance, 6),
            number(claim.within),
            number(claim.chance),
            number(weight),
            flag(gate),
            number(weakness),
            Datum::Count(u64::from(stages)),
            Datum::number(volume, 6),
            first.map_or(Datum::Empty, flag),
            Datum::Count(u64::from(flags)),
            Datum::text(visit.auditors.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")),
        ]
    };
    debug_assert!(series.framework.code == sample.framework, "a sample of another framework");
    let drawn = sample.visits.iter().flat_map(|visit| visit.drawn.iter().map(move |claim| (visit, claim)));
    Table {
        name: "audit_sample".to_owned(),
        columns: columns.map(str::to_owned).to_vec(),
        rows: drawn.map(row).collect(),
    }
}

/// One auditor's visits on paper, an agency after another; auditors are numbered from 1.
pub fn pages(series: &Series, locale: &Locale, sample: &Sample, auditor: usize) -> Document {
    let everybody = Selection::default();
    let mut document = cover(series, locale);
    let Some(view) = View::latest(series, locale, &everybody) else { return document };
    let desk = Desk { view: &view, sample };
    let title = locale.say("worklist.title", &[("number", Value::Phrase(locale.count(auditor as u64)))]);
    document.subtitle = vec![std::mem::replace(&mut document.title, title), subtitle(&view)];
    let mut blocks = vec![Block::Lead(desk.told(auditor)), Block::List(guide(locale))];
    blocks.extend(desk.own(auditor).map(|visit| Block::Card(desk.card(visit))));
    document.chapters = vec![Chapter { code: "worklist", title: String::new(), blocks }];
    document
}

/// The same to fill in with a spreadsheet.
pub fn worklist(series: &Series, locale: &Locale, sample: &Sample, auditor: usize) -> WorkList {
    let everybody = Selection::default();
    let heading = |name: &'static str, key: &str, filled: Filled| (name, locale.word(key), filled);
    let columns = vec![
        heading("agency", "worklist.agency", Filled::Before),
        heading("agency_name", "worklist.agency-name", Filled::Before),
        heading("period", "worklist.period", Filled::Before),
        heading("criterion", "worklist.criterion", Filled::Before),
        heading("text", "worklist.text", Filled::Before),
        heading("claimed", "worklist.claimed", Filled::Before),
        heading("proof", "worklist.proof", Filled::Before),
        heading("verdict", "worklist.verdict", Filled::ByAuditor),
        heading("found", "worklist.found", Filled::ByAuditor),
        heading("grade", "worklist.grade", Filled::ByAuditor),
        heading("auditor", "worklist.auditor", Filled::ByAuditor),
        heading("date", "worklist.date", Filled::ByAuditor),
        heading("note", "worklist.note", Filled::ByAuditor),
    ];
    let mut rows = Vec::new();
    if let Some(view) = View::latest(series, locale, &everybody) {
        let desk = Desk { view: &view, sample };
        for visit in desk.own(auditor) {
            for claim in &visit.drawn {
                let Some((criterion, asked)) = desk.criterion(claim) else { continue };
                let mut row = vec![
                    visit.agency.to_string(),
                    desk.name(visit),
                    sample.period.to_string(),
                    claim.criterion.to_string(),
                    locale.tell(&asked.text),
                    desk.claim(visit, claim, criterion),
                    locale.tell(&asked.evidence),
                ];
                row.resize(columns.len(), String::new());
                row[10] = auditor.to_string();
                rows.push(row);
            }
        }
    }
    let scheme = series.framework.evidence.as_ref();
    let confirming = scheme.into_iter().flat_map(|scheme| &scheme.grades).filter(|grade| grade.checked);
    WorkList {
        title: locale.say("worklist.title", &[("number", Value::Phrase(locale.count(auditor as u64)))]),
        guide: locale.word("worklist.guide-found"),
        columns,
        rows,
        verdicts: AuditOutcome::ALL.map(|outcome| outcome_word(locale, outcome)).to_vec(),
        grades: confirming.map(|grade| grade.code.to_string()).collect(),
    }
}

/// What an auditor found, in a word.
pub(in crate::report) fn outcome_word(locale: &Locale, outcome: AuditOutcome) -> String {
    locale.word(match outcome {
        AuditOutcome::Confirmed => "worklist.confirmed",
        AuditOutcome::Partly => "worklist.partly",
        AuditOutcome::Refuted => "worklist.refuted",
        AuditOutcome::NotSeen => "worklist.not-seen",
    })
}

/// A value of the column by which a sample is divided, as the register words it.
pub(in crate::report) fn group_name(view: &View, sample: &Sample, value: Option<&str>) -> String {
    let Some(value) = value else { return view.locale.word("audit.no-group") };
    let is_own = |group: &&Group| group.column == sample.by && group.value.as_deref() == Some(value);
    let group = view.assessment.groups.iter().find(is_own);
    group.and_then(|group| group.name(view.locale.tag())).unwrap_or(value).to_owned()
}

fn guide(locale: &Locale) -> Vec<String> {
    ["worklist.guide-verdict", "worklist.guide-found", "worklist.guide-outside"].map(|key| locale.word(key)).to_vec()
}

/// A sample as it is told.
struct Desk<'a> {
    view: &'a View<'a>,
    sample: &'a Sample,
}

impl<'a> Desk<'a> {
    fn locale(&self) -> &'a Locale {
        self.view.locale
    }

    fn own(&self, auditor: usize) -> impl Iterator<Item = &'a Visit> + use<'a> {
        self.sample.visits.iter().filter(move |visit| visit.auditors.contains(&auditor))
    }

    fn criterion(&self, claim: &DrawnClaim) -> Option<(usize, &'a Criterion)> {
        let position = self.view.framework.criterion(claim.criterion.as_str())?;
        Some((position, &self.view.framework.criteria[position]))
    }

    fn agency(&self, visit: &Visit) -> Option<usize> {
        self.view.series.survey.agencies.iter().position(|agency| agency.code == visit.agency)
    }

    fn name(&self, visit: &Visit) -> String {
        let agency = self.agency(visit);
        agency.map_or_else(|| visit.agency.to_string(), |agency| agency_name(self.view.series, agency, self.locale()))
    }

    fn drawn(&self) -> usize {
        self.sample.visits.iter().map(|visit| visit.drawn.len()).sum()
    }

    fn count(&self, count: usize) -> Value {
        Value::Phrase(self.locale().count(count as u64))
    }

    fn lead(&self) -> String {
        let claims: usize = self.sample.strata.iter().map(|stratum| stratum.claims).sum();
        let agencies: usize = self.sample.groups.iter().map(|group| group.agencies).sum();
        let visits = self.locale().say("worklist.visits", &[("count", Value::from(self.sample.visits.len()))]);
        let values = [
            ("count", Value::from(self.drawn())),
            ("visits", Value::Phrase(visits)),
            ("claims", self.count(claims)),
            ("agencies", self.count(agencies)),
        ];
        self.locale().say("worklist.lead", &values)
    }

    fn design(&self) -> String {
        let locale = self.locale();
        let agencies: usize = self.sample.groups.iter().map(|group| group.agencies).sum();
        let everybody = self.sample.visits.len() == agencies;
        let everything = self.sample.visits.iter().all(|visit| visit.drawn.len() == visit.claims);
        if everybody && everything {
            return locale.word("worklist.everything");
        }
        let mut told = match self.sample.design {
            Design::Visits { claims, .. } => vec![
                locale.word(if everybody { "worklist.every-agency" } else { "worklist.agencies-by-risk" }),
                if everything {
                    locale.word("worklist.every-claim")
                } else {
                    locale.say("worklist.claims-by-risk", &[("count", Value::from(claims))])
                },
            ],
            Design::Claims { .. } => vec![locale.word("worklist.by-claims")],
        };
        let seed = Value::Phrase(locale.isolate_code(&self.sample.seed.to_string()));
        told.push(locale.say("worklist.seed", &[("seed", seed)]));
        told.join(" ")
    }

    fn told(&self, auditor: usize) -> String {
        let locale = self.locale();
        let visits = locale.say("worklist.visits", &[("count", Value::from(self.own(auditor).count()))]);
        let claims: usize = self.own(auditor).map(|visit| visit.drawn.len()).sum();
        locale.say("worklist.own", &[("count", Value::from(claims)), ("visits", Value::Phrase(visits))])
    }

    fn strata(&self) -> Grid {
        let locale = self.locale();
        let mut heads = vec![Column::words(locale.word("worklist.evidence-grade"))];
        heads.extend(self.sample.by.iter().map(|column| Column::words(self.view.column(column))));
        heads.push(Column::numbers(locale.word("worklist.claims")));
        heads.push(Column::numbers(locale.word("worklist.drawn")));
        let mut grid = Grid::new(locale.word("worklist.strata"), heads);
        for stratum in &self.sample.strata {
            let mut cells = vec![grade_cell(stratum.grade.as_ref().map(|grade| grade.as_str()))];
            if self.sample.by.is_some() {
                cells.push(Cell::text(group_name(self.view, self.sample, stratum.group.as_deref())));
            }
            cells.extend([Cell::count(stratum.claims), Cell::count(stratum.drawn)]);
            grid.push(cells);
        }
        grid
    }

    fn visits(&self) -> Grid {
        let locale = self.locale();
        let heads = vec![
            Column::words(locale.word("common.agency")),
            Column::numbers(locale.word("worklist.claims")),
            Column::numbers(locale.word("worklist.drawn")),
            Column::numbers(locale.word("worklist.chance")),
            Column::words(locale.word("worklist.auditors")),
        ];
        let mut grid = Grid::new(locale.word("worklist.visits-caption"), heads);
        for visit in self.sample.visits.iter().take(LISTED) {
            let auditors: Vec<String> = visit.auditors.iter().map(|own| locale.count(*own as u64)).collect();
            grid.push(vec![
                Cell::text(self.name(visit)),
                Cell::count(visit.claims),
                Cell::count(visit.drawn.len()),
                Cell::percent(visit.chance.map(|chance| 100.0 * chance), 1),
                Cell::text(locale.series(&auditors)),
            ]);
        }
        self.left_out(&mut grid, self.sample.visits.len());
        grid
    }

    fn claims(&self) -> Grid {
        let locale = self.locale();
        let heads = vec![
            Column::words(locale.word("common.agency")),
            Column::words(locale.word("common.code")),
            Column::words(locale.word("worklist.claimed")),
            Column::words(locale.word("worklist.evidence-grade")),
            Column::numbers(locale.word("worklist.chance")),
            Column::words(locale.word("worklist.why")),
        ];
        let mut grid = Grid::new(locale.word("worklist.claims-caption"), heads);
        let drawn = self.sample.visits.iter().flat_map(|visit| visit.drawn.iter().map(move |claim| (visit, claim)));
        for (visit, claim) in drawn.take(LISTED) {
            let Some((criterion, _)) = self.criterion(claim) else { continue };
            grid.push(vec![
                Cell::text(self.name(visit)),
                Cell::code(claim.criterion.as_str()),
                Cell::text(self.claim(visit, claim, criterion)),
                grade_cell(claim.grade.as_ref().map(|grade| grade.as_str())),
                Cell::percent(Some(100.0 * claim.chance), 1),
                Cell::text(locale.series(&self.reasons(&claim.risk))),
            ]);
        }
        self.left_out(&mut grid, self.drawn());
        grid
    }

    fn left_out(&self, grid: &mut Grid, all: usize) {
        if all > grid.rows.len() {
            let values = [("count", Value::from(all - grid.rows.len()))];
            grid.notes.push(self.locale().say("worklist.left-out", &values));
        }
    }

    fn reasons(&self, risk: &Risk) -> Vec<String> {
        let reasons = [
            (risk.stages > 0, "worklist.why-stage"),
            (risk.gate, "worklist.why-gate"),
            (risk.weakness >= WEAK, "worklist.why-weak"),
            (risk.first == Some(true), "worklist.why-first"),
            (risk.flags > 0, "worklist.why-flag"),
        ];
        reasons.into_iter().filter(|(holds, _)| *holds).map(|(_, key)| self.locale().word(key)).collect()
    }

    /// What the agency claims, in words: its own answer, or the option or share that its answers come to.
    fn claim(&self, visit: &Visit, claim: &DrawnClaim, criterion: usize) -> String {
        let View { series, framework, locale, .. } = *self.view;
        let scale = framework.scale(&framework.criteria[criterion].scale);
        let unit =
            self.agency(visit).map(|agency| Unit { period: self.view.assessment.period, scope: Scope::Agency(agency) });
        let row = unit.and_then(|unit| series.survey.answers.find(unit));
        let said = row.map(|row| series.survey.answers.response(row, criterion));
        if let Some(response @ Response::One { .. }) = said {
            return Teller { series, locale, truths: &self.view.truths }.response(response, scale);
        }
        let option = scale.and_then(|scale| self.option(scale, claim.claimed));
        option.unwrap_or_else(|| locale.percent(100.0 * claim.claimed, 0))
    }

    /// The option of a scale that has a value.
    fn option(&self, scale: &Scale, value: f64) -> Option<String> {
        let is_same = |choice: &&Choice| choice.value.is_some_and(|own| (own - value).abs() < SAME);
        let choice = scale.choices.iter().filter(|_| scale.kind == ScaleKind::Choice).find(is_same)?;
        Some(self.locale().tell(&choice.title))
    }

    /// The visit of one agency, with room to write.
    fn card(&self, visit: &Visit) -> Card {
        let locale = self.locale();
        let heads = vec![
            Column::words(locale.word("worklist.text")),
            Column::words(locale.word("worklist.claimed")),
            Column::words(locale.word("worklist.proof")),
            Column::words(locale.word("worklist.verdict")),
            Column::words(locale.word("worklist.found-note")),
        ];
        let mut grid = Grid::new(String::new(), heads);
        // An option and its circle stay on one line.
        let tick = |own: &AuditOutcome| format!("{TICK} {}", outcome_word(locale, *own)).replace(' ', UNBROKEN);
        let ticks: Vec<String> = AuditOutcome::ALL.iter().map(tick).collect();
        for claim in &visit.drawn {
            let Some((criterion, asked)) = self.criterion(claim) else { continue };
            let code = locale.isolate_code(claim.criterion.as_str());
            let said = self.claim(visit, claim, criterion);
            let grade = claim.grade.as_ref().map(|grade| locale.isolate_code(grade.as_str()));
            grid.push(vec![
                Cell::text(format!("{code} {}", locale.tell(&asked.text))),
                Cell::text(locale.series(&std::iter::once(said).chain(grade).collect::<Vec<_>>())),
                Cell::text(locale.tell(&asked.evidence)),
                Cell::text(ticks.join(" ")),
                Cell::text([LINE; 3].join(" ")),
            ]);
        }
        grid.notes.push(locale.word("worklist.signed"));
        Card { anchor: visit.agency.to_string(), title: self.name(visit), blocks: vec![Block::Table(grid)] }
    }
}

fn grade_cell(grade: Option<&str>) -> Cell {
    grade.map_or(Cell::empty(), Cell::code)
}
