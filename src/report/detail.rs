//! What a reader can look up of every agency, for formats with a program in them: numbers as numbers, everything said in
//! each language side by side. Small groups stay withheld as the assessment withholds them; respondents are nowhere.
use crate::assessment::{AgencyAssessment, KpiResult, Status, TargetResult};
use crate::explanation::{Branch, Explanation, LeafView, Subject, explain_each};
use crate::framework::{Criterion, DimensionRole, Scale};
use crate::locale::Locale;
use crate::report::benefits::{decimals, is_percent, open_until, reason};
use crate::report::explain::{Teller, gate_state};
use crate::report::stages::held_back;
use crate::report::view::{View, period_name};
use crate::report::{Selection, kpi_title};
use crate::score::{GateResult, GateState, Judgement, Reached, Score, StageState, Truth};
use crate::series::{Change, Series, StageMove};
use crate::survey::{Evidence, Response, Scope, Source};
use crate::text::Texts;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};

/// Values of a register column beyond which it is not offered as a filter.
const CHOICES: usize = 60;
/// Services or branches listed under a share.
const UNITS: usize = 60;

/// The latest period of a series in several languages.
pub struct Detail<'a> {
    /// One for each language; never none.
    views: Vec<View<'a>>,
    /// From the best, as tables of the report list them.
    agencies: Vec<&'a AgencyAssessment>,
    /// Register columns, with their values' wording by language.
    columns: Vec<RegisterColumn<'a>>,
    outline: Vec<Line>,
    /// Place of an agency's own item among those of the outline.
    changes: BTreeMap<usize, Vec<&'a Change>>,
    moves: BTreeMap<usize, &'a StageMove>,
    evidence: BTreeMap<(usize, usize), Vec<&'a Evidence>>,
}

struct RegisterColumn<'a> {
    heading: &'a str,
    values: BTreeMap<&'a str, Vec<String>>,
}

/// What all agencies have in common, and a row for each.
#[derive(Serialize)]
pub struct Overview {
    pub texts: Texts,
    pub truths: Vec<Named>,
    /// Position of the column of truth that is read first.
    pub lead: usize,
    /// Score that a stage must exceed, on the scale of the stages.
    pub threshold: f64,
    pub decimals: usize,
    /// Places of the period and the one before, where there is one.
    pub period: usize,
    pub before: Option<usize>,
    pub columns: Vec<Heading>,
    pub dimensions: Vec<Dimension>,
    /// Positions of the stages, lowest first, and of the dimensions that are columns of the table.
    pub stages: Vec<usize>,
    pub shown: Vec<usize>,
    pub criteria: Vec<Asked>,
    pub grades: Vec<usize>,
    pub outline: Vec<Line>,
    pub rows: Vec<Row>,
}

/// A code and the place of its name.
#[derive(Serialize)]
pub struct Named {
    pub code: String,
    pub name: usize,
}

/// A register column.
#[derive(Serialize)]
pub struct Heading {
    pub name: usize,
    /// Whether it has few enough values to choose from.
    pub filter: bool,
}

#[derive(Serialize)]
pub struct Dimension {
    pub code: String,
    pub name: usize,
    pub role: DimensionRole,
    /// The best score.
    pub best: f64,
    /// The number before a stage's name: `S1`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub short: Option<usize>,
}

#[derive(Serialize)]
pub struct Asked {
    pub code: String,
    pub text: usize,
    /// What proves the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub wanted: Option<usize>,
}

/// A line of the tree from scores to answers, the same for every agency.
#[derive(Clone, Serialize)]
pub struct Line {
    pub depth: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dimension: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub criterion: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub weight: Option<f64>,
}

/// An agency as a row of a table.
#[derive(Serialize)]
pub struct Row {
    pub code: String,
    pub name: usize,
    /// By register column.
    pub register: Vec<Option<usize>>,
    pub silent: bool,
    /// By column of truth.
    pub stands: Vec<Option<Stand>>,
}

/// Where an agency stands in a column of truth.
#[derive(Serialize)]
pub struct Stand {
    /// The stage in words, and its number where it can be judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reached: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stage: Option<usize>,
    /// By dimension of the table.
    pub scores: Vec<Option<f64>>,
    /// Share answered, 0–1.
    pub coverage: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub held: Option<usize>,
}

/// Everything else of an agency.
#[derive(Serialize)]
pub struct Sheet {
    /// By column of truth.
    pub judged: Vec<Option<Judged>>,
    pub felt: Vec<Felt>,
    pub kpis: Vec<Figure>,
    /// By line of the outline.
    pub path: Vec<Point>,
}

#[derive(Serialize)]
pub struct Judged {
    /// By dimension: value, low, high, share answered.
    pub scores: Vec<[Option<f64>; 4]>,
    /// By stage.
    pub states: Vec<StageState>,
    /// The stage under the strict rule, and what the agency can reach alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strict: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attainable: Option<usize>,
    /// Position of the next stage, from 0.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<usize>,
    /// Gates of the next stage that do not pass.
    pub gates: Vec<Gate>,
    /// The obstacle that binds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub obstacle: Option<usize>,
    /// The stage in the period before, and its number.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<(usize, Option<usize>)>,
    /// Scores of the period before, by dimension.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub scores_before: Vec<(usize, f64)>,
}

#[derive(Serialize)]
pub struct Gate {
    pub criterion: usize,
    pub state: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    pub limit: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<u8>,
}

/// What staff feel of an obstacle, 0–100.
#[derive(Serialize)]
pub struct Felt {
    pub dimension: usize,
    pub median: f64,
}

/// A KPI in words and numbers.
#[derive(Serialize)]
pub struct Figure {
    pub title: usize,
    pub unit: usize,
    pub percent: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    pub decimals: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub target: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub met: Option<bool>,
    /// By when a target that is not met is still to be met.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub open: Option<usize>,
    /// Why there is no value.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<usize>,
}

/// A number of the tree, and the answer behind it.
#[derive(Serialize)]
pub struct Point {
    /// By column of truth.
    pub values: Vec<Option<f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub answer: Option<Answered>,
}

#[derive(Serialize)]
pub struct Answered {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub said: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub assessed: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grade: Option<u8>,
    /// How the gate is judged, by column of truth.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub gate: Vec<Option<(usize, bool)>>,
    /// Why it does not apply.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<usize>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub elsewhere: bool,
    /// Title, or kind, and date of every record of evidence.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub records: Vec<usize>,
    /// Services or branches: name, answer, grade.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub units: Vec<(usize, usize, Option<u8>)>,
    /// Of the services or branches, those not listed.
    #[serde(skip_serializing_if = "is_zero")]
    pub more: usize,
    /// Where a single answer was read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source: Option<usize>,
}

impl<'a> Detail<'a> {
    /// None: nothing was assessed.
    pub fn latest(series: &'a Series, locales: &'a [Locale], selection: &'a Selection) -> Option<Detail<'a>> {
        let views: Vec<View> =
            locales.iter().map(|locale| View::latest(series, locale, selection)).collect::<Option<_>>()?;
        let view = views.first()?;
        let period = view.assessment.period;
        let mut changes: BTreeMap<usize, Vec<&Change>> = BTreeMap::new();
        for change in series.changes.iter().filter(|change| change.to == period) {
            changes.entry(change.agency).or_default().push(change);
        }
        let moves = series.moves.iter().filter(|moved| moved.to == period).map(|moved| (moved.agency, moved)).collect();
        let mut evidence: BTreeMap<(usize, usize), Vec<&Evidence>> = BTreeMap::new();
        for record in series.survey.evidence.iter().filter(|record| record.unit.period == period) {
            if let Scope::Agency(agency) = record.unit.scope {
                evidence.entry((agency, record.criterion)).or_default().push(record);
            }
        }
        let columns = register(&views);
        let agencies = view.by_stage();
        let mut detail = Detail { agencies, views, columns, outline: Vec::new(), changes, moves, evidence };
        detail.outline = detail.lines();
        Some(detail)
    }

    /// Agencies that are reported, as the first view has them.
    pub fn agencies(&self) -> usize {
        self.view().agencies.len()
    }

    pub fn overview(&self) -> Overview {
        let view = self.view();
        let mut texts = Texts::default();
        let framework = view.framework;
        let shown = if view.stages.is_empty() { self.roots() } else { view.stages.clone() };
        let before = view.series.assessments.iter().rev().nth(1).map(|assessment| assessment.period);
        let stage_number = |dimension: usize| view.stages.iter().position(|stage| *stage == dimension);
        let rows = self.agencies.iter().map(|agency| self.row(agency, &shown, &mut texts)).collect();
        Overview {
            truths: view
                .truths
                .iter()
                .map(|truth| Named {
                    code: truth.name().to_owned(),
                    name: self.say(&mut texts, |view| view.truth(*truth)),
                })
                .collect(),
            lead: view.truths.iter().position(|truth| *truth == view.lead).unwrap_or_default(),
            threshold: view.series.method.threshold,
            decimals: view.decimals(),
            period: self.say(&mut texts, View::period_name),
            before: before.map(|period| self.say(&mut texts, |view| period_name(view.series, period, view.locale))),
            columns: self
                .columns
                .iter()
                .map(|column| Heading {
                    name: self.say(&mut texts, |view| view.column(column.heading)),
                    filter: (2..=CHOICES).contains(&column.values.len()),
                })
                .collect(),
            dimensions: (0..framework.dimensions.len())
                .map(|position| Dimension {
                    code: framework.dimensions[position].code.to_string(),
                    name: self.say(&mut texts, |view| view.dimension(position)),
                    role: framework.dimensions[position].role,
                    best: framework.factor(&framework.dimensions[position]),
                    short: stage_number(position).map(|number| {
                        self.say(&mut texts, |view| {
                            view.locale.say("stages.score-of", &[("stage", view.number(number + 1))])
                        })
                    }),
                })
                .collect(),
            stages: view.stages.clone(),
            shown,
            criteria: framework.criteria.iter().map(|criterion| self.asked(criterion, &mut texts)).collect(),
            grades: framework
                .evidence
                .iter()
                .flat_map(|scheme| &scheme.grades)
                .enumerate()
                .map(|(grade, _)| {
                    self.tell(&mut texts, |teller| teller.grade(u8::try_from(grade).ok()).unwrap_or_default())
                })
                .collect(),
            outline: self.outline.clone(),
            rows,
            texts,
        }
    }

    /// Agencies from `first` on, at most `count`, in the order of the rows; none of an agency that did not respond.
    pub fn sheets(&self, first: usize, count: usize) -> (Texts, Vec<Option<Sheet>>) {
        let view = self.view();
        let agencies: Vec<&AgencyAssessment> = self.agencies.iter().copied().skip(first).take(count).collect();
        let mut texts = Texts::default();
        let mut sheets: Vec<Option<Sheet>> = agencies.iter().map(|_| None).collect();
        let positions: Vec<usize> = agencies.iter().map(|agency| agency.agency).collect();
        explain_each(view.series, view.assessment.period, &positions, |agency, explanation| {
            let Some(place) = positions.iter().position(|position| *position == agency) else { return };
            sheets[place] = Some(self.sheet(agencies[place], &explanation, &mut texts));
        });
        (texts, sheets)
    }

    fn view(&self) -> &View<'a> {
        &self.views[0]
    }

    fn say(&self, texts: &mut Texts, word: impl Fn(&View<'a>) -> String) -> usize {
        texts.place(&self.views.iter().map(word).collect::<Vec<_>>())
    }

    fn tell(&self, texts: &mut Texts, word: impl Fn(&Teller) -> String) -> usize {
        self.say(texts, |view| word(&Teller { series: view.series, locale: view.locale, truths: &view.truths }))
    }

    /// Dimensions of role index, or those that have none above them.
    fn roots(&self) -> Vec<usize> {
        let framework = self.view().framework;
        let indices: Vec<usize> = framework.of_role(DimensionRole::Index).collect();
        if !indices.is_empty() {
            return indices;
        }
        (0..framework.dimensions.len()).filter(|position| framework.dimensions[*position].parent.is_none()).collect()
    }

    fn asked(&self, criterion: &Criterion, texts: &mut Texts) -> Asked {
        Asked {
            code: criterion.code.to_string(),
            text: self.say(texts, |view| view.locale.tell(&criterion.text)),
            wanted: (!criterion.evidence.is_empty())
                .then(|| self.say(texts, |view| view.locale.tell(&criterion.evidence))),
        }
    }

    /// The tree as the first agency that was judged has it.
    fn lines(&self) -> Vec<Line> {
        let view = self.view();
        let judged = view.agencies.iter().find(|agency| agency.status == Status::Answered);
        let mut lines = Vec::new();
        if let Some(agency) = judged {
            explain_each(view.series, view.assessment.period, &[agency.agency], |_, explanation| {
                walk(&explanation.roots, 0, &mut |depth, branch| {
                    let (dimension, criterion) = match branch.what {
                        Subject::Dimension(position) => (Some(position), None),
                        Subject::Criterion(position) => (None, Some(position)),
                    };
                    lines.push(Line { depth, dimension, criterion, weight: branch.weight });
                });
            });
        }
        lines
    }

    fn row(&self, agency: &AgencyAssessment, shown: &[usize], texts: &mut Texts) -> Row {
        let view = self.view();
        let described = &view.series.survey.agencies[agency.agency];
        let stand = |truth: Truth, texts: &mut Texts| {
            let judgement = agency.judgements.get(truth).as_ref()?;
            let ladder = judgement.ladder.as_ref();
            Some(Stand {
                reached: ladder.map(|ladder| self.say(texts, |view| view.reached(ladder.reached))),
                stage: ladder.and_then(|ladder| ladder.reached.number()),
                scores: shown.iter().map(|dimension| judgement.scores.get(*dimension)?.value).collect(),
                coverage: view.coverage(agency, truth),
                held: ladder.map(|ladder| self.say(texts, |view| held_back(view, agency, truth, ladder))),
            })
        };
        Row {
            code: described.code.to_string(),
            name: self.say(texts, |view| view.agency_name(agency)),
            register: self
                .columns
                .iter()
                .map(|column| {
                    let worded = column.values.get(described.attributes.get(column.heading)?)?;
                    Some(texts.place(worded))
                })
                .collect(),
            silent: agency.status == Status::NoResponse,
            stands: view.truths.iter().map(|truth| stand(*truth, texts)).collect(),
        }
    }

    fn sheet(&self, agency: &AgencyAssessment, explanation: &Explanation, texts: &mut Texts) -> Sheet {
        let view = self.view();
        let judged = view
            .truths
            .iter()
            .map(|truth| Some(self.judged(agency, *truth, agency.judgements.get(*truth).as_deref()?, texts)))
            .collect();
        let felt = agency.perception.iter().filter(|felt| !felt.suppressed).filter_map(|felt| {
            let dimension = view.framework.dimension(view.framework.criteria[felt.criterion].dimension.as_str())?;
            Some(Felt { dimension, median: felt.median? })
        });
        let mut path = Vec::with_capacity(self.outline.len());
        walk(&explanation.roots, 0, &mut |_, branch| path.push(self.point(agency.agency, branch, texts)));
        Sheet {
            judged,
            felt: felt.collect(),
            kpis: agency.kpis.iter().map(|result| self.figure(result, texts)).collect(),
            path,
        }
    }

    fn judged(&self, agency: &AgencyAssessment, truth: Truth, judgement: &Judgement, texts: &mut Texts) -> Judged {
        let ladder = judgement.ladder.as_ref();
        let next = ladder.and_then(|ladder| ladder.next?.checked_sub(1));
        let stage = ladder.zip(next).and_then(|(ladder, next)| ladder.stages.get(next));
        let mut rung = |reached: Reached| self.say(texts, |view| view.reached(reached));
        let before = self.moves.get(&agency.agency).and_then(|moved| (*moved.reached.get(truth))?.0);
        let (strict, attainable) =
            (ladder.map(|ladder| rung(ladder.strict)), ladder.map(|ladder| rung(ladder.attainable)));
        let changes = self.changes.get(&agency.agency).into_iter().flatten();
        Judged {
            scores: judgement.scores.iter().map(known).collect(),
            states: ladder.map(|ladder| ladder.stages.iter().map(|stage| stage.state).collect()).unwrap_or_default(),
            strict,
            attainable,
            next,
            before: before.map(|before| (rung(before), before.number())),
            scores_before: changes
                .filter(|change| change.truth == truth)
                .filter_map(|change| Some((change.dimension, change.before?)))
                .collect(),
            gates: stage
                .into_iter()
                .flat_map(|stage| judgement.unmet_gates(stage))
                .map(|gate| Gate {
                    criterion: gate.criterion,
                    state: self.say(texts, |view| gate_state(view.locale, gate)),
                    value: gate.value,
                    limit: gate.limit,
                    grade: gate.grade,
                })
                .collect(),
            obstacle: ladder.and_then(|ladder| ladder.binding_obstacle),
        }
    }

    fn figure(&self, result: &KpiResult, texts: &mut Texts) -> Figure {
        let kpi = &self.view().framework.kpis[result.kpi];
        let printed = kpi.printed(result.figure);
        let target = result.target.as_ref();
        Figure {
            title: self.say(texts, |view| kpi_title(view.locale, kpi, kpi.printed(result.figure))),
            unit: self.say(texts, |view| view.locale.tell(printed.unit)),
            percent: is_percent(printed.unit),
            value: result.value,
            decimals: result.value.or(target.map(|target| target.target)).map_or(0, decimals),
            target: target.map(|target| target.target),
            met: target.and_then(|target| target.met),
            open: target.and_then(TargetResult::open).map(|date| self.say(texts, |view| open_until(view.locale, date))),
            reason: result.value.is_none().then(|| self.say(texts, |view| reason(view, result))),
        }
    }

    fn point(&self, agency: usize, branch: &Branch, texts: &mut Texts) -> Point {
        let truths = &self.view().truths;
        let values = truths.iter().map(|truth| branch.values.get(*truth).as_ref()?.value).collect();
        let answer = match (&branch.leaf, branch.what) {
            (Some(leaf), Subject::Criterion(criterion)) => Some(self.answered(agency, criterion, leaf, texts)),
            _ => None,
        };
        Point { values, answer }
    }

    fn answered(&self, agency: usize, criterion: usize, leaf: &LeafView, texts: &mut Texts) -> Answered {
        let view = self.view();
        let scale = view.framework.scale(&view.framework.criteria[criterion].scale);
        let each = scale.and_then(|scale| scale.each.as_ref()).and_then(|each| view.framework.scale(&each.scale));
        let mut said =
            |response: &Response, scale: Option<&Scale>| self.tell(texts, |teller| teller.response(response, scale));
        let own = (leaf.units.is_empty() || leaf.answer != Response::Blank).then(|| said(&leaf.answer, scale));
        let assessed = leaf.assessed.as_ref().map(|assessed| said(assessed, scale));
        let units: Vec<(usize, Option<u8>)> =
            leaf.units.iter().take(UNITS).map(|unit| (said(&unit.answer, each.or(scale)), unit.grade)).collect();
        let named =
            leaf.units.iter().zip(units).map(|(unit, (answer, grade))| {
                (self.tell(texts, |teller| teller.unit_name(unit.scope)), answer, grade)
            });
        let units = named.collect();
        let gate = view.truths.iter().map(|truth| leaf.gate.get(*truth).as_ref());
        let gate: Vec<Option<&GateResult>> = gate.collect();
        let passed = |gate: &GateResult| matches!(gate.state, GateState::Passed | GateState::Waived);
        let records = self.evidence.get(&(agency, criterion)).into_iter().flatten();
        Answered {
            said: own,
            assessed,
            grade: leaf.grade,
            gate: if gate.iter().all(Option::is_none) {
                Vec::new()
            } else {
                let mut state =
                    |gate: &GateResult| (self.say(texts, |view| gate_state(view.locale, gate)), passed(gate));
                gate.into_iter().map(|gate| gate.map(&mut state)).collect()
            },
            reason: leaf
                .marks
                .as_ref()
                .and_then(|marks| marks.na_reason.as_ref())
                .map(|reason| self.say(texts, |_| reason.clone())),
            elsewhere: leaf.not_controlled,
            records: records
                .filter(|record| !(record.title.is_empty() && record.kind.is_empty()))
                .map(|record| self.record(record, texts))
                .collect(),
            units,
            more: leaf.units.len().saturating_sub(UNITS),
            source: match &leaf.answer {
                Response::One { source, .. } => Some(self.place(*source, texts)),
                _ => None,
            },
        }
    }

    fn record(&self, record: &Evidence, texts: &mut Texts) -> usize {
        self.say(texts, |view| {
            let named = if record.title.is_empty() { &record.kind } else { &record.title };
            let mut parts = vec![view.locale.isolate(named)];
            parts.extend(record.date.map(|date| view.locale.date(date)));
            view.locale.series(&parts)
        })
    }

    fn place(&self, source: Source, texts: &mut Texts) -> usize {
        self.say(texts, |view| crate::report::view::source_place(view.series, source, view.locale))
    }
}

/// Columns of the register in their order, without those that only word another.
fn register<'a>(views: &[View<'a>]) -> Vec<RegisterColumn<'a>> {
    let Some(view) = views.first() else { return Vec::new() };
    let survey = &view.series.survey;
    let described = || view.agencies.iter().map(|agency| &survey.agencies[agency.agency]);
    let mut seen = BTreeSet::new();
    let headings = described().flat_map(|agency| agency.attributes.iter().map(|(heading, _)| heading));
    let headings: Vec<&str> =
        headings.filter(|heading| seen.insert(*heading)).filter(|heading| !survey.is_wording(heading)).collect();
    let column = |heading: &'a str| {
        let mut values: BTreeMap<&str, Vec<String>> = BTreeMap::new();
        for agency in described() {
            let Some(value) = agency.attributes.get(heading) else { continue };
            values.entry(value).or_insert_with(|| {
                let sharing = survey.agencies.iter().filter(|other| other.attributes.get(heading) == Some(value));
                let worded = survey.wording(heading, sharing);
                let word = |view: &View| {
                    if worded.is_empty() { value.to_owned() } else { view.locale.of(&worded).to_owned() }
                };
                views.iter().map(word).collect()
            });
        }
        RegisterColumn { heading, values }
    };
    headings.into_iter().map(column).collect()
}

fn walk(branches: &[Branch], depth: usize, see: &mut dyn FnMut(usize, &Branch)) {
    for branch in branches {
        see(depth, branch);
        walk(&branch.children, depth + 1, see);
    }
}

fn known(score: &Score) -> [Option<f64>; 4] {
    [score.value, score.low, score.high, score.coverage()]
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}
