//! The rules of judgement: the criteria file's worked example, every gate × answer × evidence × column, and what must
//! hold for any answers.
use miqyas::calculation::{Calculation, compile};
use miqyas::finding::Findings;
use miqyas::framework::{Framework, ScaleKind, embedded};
use miqyas::input::SourceFile;
use miqyas::score::{GateResult, GateState, Reached, StageState, Truth};
use miqyas::series::{Material, Series};
use miqyas::survey::{
    Agency, AgencyStatus, Answer, Answers, Evidence, Marks, Period, Response, Scope, Service, Settings, Source, Survey,
    Unit, Verdict, read,
};
use miqyas::text::{Code, Text};
use proptest::prelude::*;
use std::sync::LazyLock;

static LAYNE_LEE: LazyLock<Framework> =
    LazyLock::new(|| embedded::load("layne-lee").expect("embedded").expect("valid"));

const WHOLE: Unit = Unit { period: 0, scope: Scope::Agency(0) };

fn code(text: &str) -> Code {
    Code::new(text).unwrap()
}

/// One agency, one period ending on the last day of 2026.
fn survey(framework: &Framework) -> Survey {
    Survey {
        periods: vec![Period {
            code: code("2026"),
            first: Some("2026-01-01".parse().unwrap()),
            last: Some("2026-12-31".parse().unwrap()),
            deadline: None,
        }],
        agencies: vec![agency("a")],
        answers: Answers::new(framework.criteria.len()),
        files: vec!["answers.csv".into()],
        ..Survey::default()
    }
}

fn agency(name: &str) -> Agency {
    Agency {
        code: code(name),
        name: Text::default(),
        parent: None,
        status: AgencyStatus::Active,
        successors: Vec::new(),
        population: None,
        attributes: Default::default(),
    }
}

fn service(name: &str, transactions: Option<f64>) -> Service {
    Service {
        code: code(name),
        agency: 0,
        name: Text::default(),
        numbers: transactions.map(|number| ("yearly_transactions".to_owned(), number)).into_iter().collect(),
        attributes: Default::default(),
    }
}

fn answer(survey: &mut Survey, unit: Unit, criterion: usize, answer: Answer) {
    let row = survey.answers.row(unit);
    *survey.answers.response_mut(row, criterion) = Response::One { answer, source: Source { file: 0, row: 2 } };
}

fn assess_answer(survey: &mut Survey, unit: Unit, criterion: usize, answer: Answer) {
    let row = survey.answers.row(unit);
    *survey.answers.assessed_mut(row, criterion) = Response::One { answer, source: Source { file: 0, row: 3 } };
}

fn prove(survey: &mut Survey, unit: Unit, criterion: usize, grade: u8, date: &str) {
    survey.evidence.push(Evidence {
        unit,
        criterion,
        grade,
        date: (!date.is_empty()).then(|| date.parse().unwrap()),
        verdict: Verdict::None,
        kind: String::new(),
        title: String::new(),
        link: String::new(),
        sha256: String::new(),
        reviewer: String::new(),
        note: String::new(),
        source: Source::default(),
    });
}

fn judge(framework: &Framework, survey: Survey) -> Series {
    judge_with(framework, survey, "")
}

fn judge_with(framework: &Framework, survey: Survey, method: &str) -> Series {
    Series::assess(Material {
        title: Text::default(),
        organisation: Text::default(),
        note: Text::default(),
        languages: Vec::new(),
        report: Default::default(),
        robustness: Default::default(),
        statistics: Default::default(),
        plan: Default::default(),
        framework: framework.clone(),
        method: framework.method.with(&method.parse().unwrap()).unwrap(),
        edition: None,
        groups: None,
        survey,
        findings: Findings::default(),
    })
}

fn calculation() -> Calculation {
    compile(&LAYNE_LEE, &LAYNE_LEE.method, None)
}

/// The invented agency of the criteria file, section 4: item, scale, value, evidence, sample, not applicable.
fn worked_example() -> Survey {
    let framework = &*LAYNE_LEE;
    let mut survey = survey(framework);
    for line in include_str!("reference/worked-example.csv").lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        let criterion = framework.criterion(&cells[0].to_lowercase().replace('-', "")).unwrap();
        let given = if cells[5] == "yes" {
            Answer::NotApplicable
        } else if cells[2].is_empty() {
            continue;
        } else {
            let value: f64 = cells[2].parse().unwrap();
            match (cells[1], &framework.criteria[criterion].normalise) {
                ("YN" | "PRA", _) => Answer::Choice(value as u8),
                (_, Some(miqyas::framework::Normalise::Goalposts { floor, target })) => {
                    Answer::Number(floor + value * (target - floor))
                }
                _ => Answer::Number(value),
            }
        };
        answer(&mut survey, WHOLE, criterion, given);
        if let Some(grade) = cells[3].strip_prefix('E') {
            prove(&mut survey, WHOLE, criterion, grade.parse().unwrap(), "2026-06-30");
        }
        if !cells[4].is_empty() {
            let row = survey.answers.row(WHOLE);
            survey.answers.marks_mut(row, criterion).sample_size = Some(cells[4].parse().unwrap());
        }
    }
    survey
}

fn rounded(value: Option<f64>) -> f64 {
    (value.unwrap() * 10.0).round() / 10.0
}

/// The table printed in the criteria file, section 4: value, low, high, coverage in percent.
#[test]
fn the_worked_example_comes_out_as_printed() {
    let printed = [
        ("cat", [[69.7, 69.7, 69.7, 100.0], [69.7, 69.7, 69.7, 100.0], [73.6, 60.2, 78.4, 82.0]]),
        ("trx", [[58.0, 58.0, 58.0, 100.0], [54.3, 54.3, 54.3, 100.0], [61.7, 24.7, 84.7, 40.0]]),
        ("ver", [[67.8, 55.5, 73.6, 82.0], [66.7, 54.5, 72.7, 82.0], [72.5, 13.2, 95.0, 18.0]]),
        ("hor", [[16.8, 16.8, 16.8, 100.0], [16.8, 16.8, 16.8, 100.0], [6.0, 2.7, 57.3, 45.0]]),
    ];
    let series = judge(&LAYNE_LEE, worked_example());
    let judged = &series.assessments[0].agencies[0];
    for (stage, columns) in printed {
        let dimension = LAYNE_LEE.dimension(stage).unwrap();
        for (truth, expected) in Truth::ALL.into_iter().zip(columns) {
            let score = judged.judgements.get(truth).as_ref().unwrap().scores[dimension];
            let got = [
                rounded(score.value),
                rounded(score.low),
                rounded(score.high),
                (score.coverage().unwrap() * 100.0).round(),
            ];
            assert_eq!(got, expected, "{stage} {}", truth.name());
        }
    }
    for truth in Truth::ALL {
        let ladder = judged.judgements.get(truth).as_ref().unwrap().ladder.as_ref().unwrap();
        assert_eq!(ladder.reached.number(), Some(1), "{}", truth.name());
        assert_eq!(ladder.na_zero.number(), Some(1));
        assert!(ladder.sweep.iter().all(|(_, stage)| stage.number() == Some(1)), "no change between 40 and 60");
    }
    let claimed = judged.judgements.claimed.as_ref().unwrap().ladder.as_ref().unwrap();
    assert_eq!(claimed.leaps, [3]);
    let checked = judged.judgements.checked.as_ref().unwrap().ladder.as_ref().unwrap();
    assert_eq!(checked.stages[2].state, StageState::Unjudged);
}

#[test]
fn the_worked_example_names_what_binds() {
    let series = judge(&LAYNE_LEE, worked_example());
    let judged = &series.assessments[0].agencies[0];
    let failing = |truth: Truth| -> Vec<(String, f64)> {
        let judgement = judged.judgements.get(truth).as_ref().unwrap();
        let ladder = judgement.ladder.as_ref().unwrap();
        let stage = &ladder.stages[ladder.next.unwrap() - 1];
        assert_eq!((stage.score_short, stage.coverage_short), (None, None));
        let named = |gate: &GateResult| {
            let distance = gate.distance.map_or(f64::NAN, |distance| (distance * 1000.0).round());
            (LAYNE_LEE.criteria[gate.criterion].code.to_string(), distance)
        };
        judgement.unmet_gates(stage).map(named).collect()
    };
    assert_eq!(failing(Truth::Claimed), [("trx03".to_owned(), 54.0), ("trx06".to_owned(), 150.0)]);
    let supported: Vec<String> = failing(Truth::Supported).into_iter().map(|(gate, _)| gate).collect();
    assert_eq!(supported, ["trx03", "trx06", "trx11"]);
    let supported = judged.judgements.supported.as_ref().unwrap();
    let stage_3 = &supported.ladder.as_ref().unwrap().stages[2];
    assert_eq!(supported.unmet_gates(stage_3).count(), 1, "ver02 is claimed on a statement only: {stage_3:?}");
    assert_eq!((stage_3.score_short, stage_3.coverage_short), (None, None));
    assert_eq!(series.findings.count("gate-within-error"), 1);
    assert_eq!(series.findings.count("gate-without-evidence"), 2);
}

/// Every gate scale × kind of answer × evidence grade × column of truth.
#[test]
fn every_gate_answer_evidence_and_column() {
    use GateState::{Failed, Passed, Undetermined, Waived};
    let good = |criterion: usize| match LAYNE_LEE.scale(&LAYNE_LEE.criteria[criterion].scale).unwrap().kind {
        ScaleKind::Choice => {
            let choices = LAYNE_LEE.scale(&LAYNE_LEE.criteria[criterion].scale).unwrap().choices.len();
            Answer::Choice(if choices == 2 { 1 } else { 3 })
        }
        _ => Answer::Number(0.51),
    };
    let bad = |criterion: usize| match good(criterion) {
        Answer::Choice(1) => Answer::Choice(0),
        Answer::Choice(_) => Answer::Choice(2),
        _ => Answer::Number(0.5),
    };
    let calculation = calculation();
    let mut cases = 0;
    for (position, rule) in calculation.gates.iter().enumerate() {
        let criterion = calculation.items[rule.item].criterion;
        for grade in [None, Some(0), Some(1), Some(2), Some(3), Some(4)] {
            let answers: [(Option<Answer>, &str); 5] = [
                (Some(good(criterion)), "good"),
                (Some(bad(criterion)), "bad"),
                (None, "blank"),
                (Some(Answer::Unknown), "unknown"),
                (Some(Answer::NotApplicable), "not applicable"),
            ];
            for (given, name) in answers {
                let mut survey = survey(&LAYNE_LEE);
                let other = LAYNE_LEE.criterion(if criterion == LAYNE_LEE.criterion("cat05").unwrap() {
                    "cat06"
                } else {
                    "cat05"
                });
                answer(&mut survey, WHOLE, other.unwrap(), Answer::Number(0.5));
                if let Some(given) = given {
                    answer(&mut survey, WHOLE, criterion, given);
                }
                if let Some(grade) = grade {
                    prove(&mut survey, WHOLE, criterion, grade, "2026-06-30");
                }
                let series = judge(&LAYNE_LEE, survey);
                let judged = &series.assessments[0].agencies[0];
                let enough = |least: u8| grade.is_some_and(|grade| grade >= least);
                for truth in Truth::ALL {
                    let expected = match (name, truth) {
                        ("not applicable", _) => Waived,
                        ("blank" | "unknown", _) => Undetermined,
                        ("good", Truth::Claimed) => Passed,
                        ("good", Truth::Supported) if enough(2) => Passed,
                        ("good", Truth::Checked) if enough(3) => Passed,
                        (_, Truth::Checked) if !enough(3) => Undetermined,
                        _ => Failed,
                    };
                    let gate = &judged.judgements.get(truth).as_ref().unwrap().gates[position];
                    let code = &LAYNE_LEE.criteria[criterion].code;
                    assert_eq!(gate.state, expected, "{code} {name} {grade:?} {}", truth.name());
                    cases += 1;
                }
            }
        }
    }
    assert_eq!(cases, 16 * 6 * 5 * 3);
}

#[test]
fn an_expired_grade_counts_as_a_statement_and_later_evidence_not_at_all() {
    let gate = LAYNE_LEE.criterion("cat02").unwrap();
    for (date, supported, finding) in [
        ("2025-12-31", GateState::Passed, ""),
        ("2025-12-30", GateState::Failed, "evidence-expired"),
        ("2027-01-01", GateState::Failed, "evidence-after-reference-date"),
        ("", GateState::Failed, "evidence-undated"),
    ] {
        let mut survey = survey(&LAYNE_LEE);
        answer(&mut survey, WHOLE, gate, Answer::Number(0.9));
        prove(&mut survey, WHOLE, gate, 2, date);
        let series = judge(&LAYNE_LEE, survey);
        let judgement = series.assessments[0].agencies[0].judgements.supported.as_ref().unwrap();
        assert_eq!(judgement.gates[1].state, supported, "{date}");
        assert!(finding.is_empty() || series.findings.count(finding) == 1, "{date}: {:?}", series.findings);
    }
}

#[test]
fn shares_are_counted_over_the_register_and_missing_services_widen_the_interval() {
    let share = LAYNE_LEE.criterion("cat02").unwrap();
    let mut survey = survey(&LAYNE_LEE);
    survey.services =
        vec![service("s1", Some(900.0)), service("s2", Some(50.0)), service("s3", Some(50.0)), service("s4", None)];
    let on = |number: usize| Unit { period: 0, scope: Scope::Service(number) };
    answer(&mut survey, on(0), share, Answer::Choice(1));
    answer(&mut survey, on(1), share, Answer::Choice(0));
    answer(&mut survey, on(2), share, Answer::NotApplicable);
    prove(&mut survey, on(0), share, 2, "2026-06-30");
    let by = |method: &str| {
        let series = judge_with(&LAYNE_LEE, survey.clone(), method);
        let explained = miqyas::explanation::explain(&series, 0, 0, Some("cat02")).unwrap();
        explained.roots[0].values
    };
    let count = by("");
    let claimed = count.claimed.unwrap();
    assert_eq!((claimed.value, claimed.low, claimed.high), (Some(0.5), Some(1.0 / 3.0), Some(2.0 / 3.0)));
    assert_eq!(claimed.answered, 0.0, "two of three services are too few for the criterion to count as answered");
    assert_eq!(count.supported.unwrap().value, Some(0.5), "a documented yes is supported whole");
    let volume = by("share_weight = \"volume\"").claimed.unwrap();
    assert!((volume.value.unwrap() - 900.0 / 950.0).abs() < 1e-12);
}

#[test]
fn an_assessor_enters_checked_and_supported_never_exceeds_him() {
    let item = LAYNE_LEE.criterion("cat09").unwrap();
    let mut survey = survey(&LAYNE_LEE);
    answer(&mut survey, WHOLE, item, Answer::Choice(4));
    prove(&mut survey, WHOLE, item, 2, "2026-06-30");
    assess_answer(&mut survey, WHOLE, item, Answer::Choice(1));
    let series = judge(&LAYNE_LEE, survey);
    let values = miqyas::explanation::explain(&series, 0, 0, Some("cat09")).unwrap().roots[0].values;
    let value = |truth: Truth| values.get(truth).unwrap().value;
    assert_eq!(
        [value(Truth::Claimed), value(Truth::Supported), value(Truth::Checked)],
        [Some(1.0), Some(0.25), Some(0.25)]
    );
}

#[test]
fn respondents_become_a_lower_median_and_a_wide_spread_is_a_statement_only() {
    let level = LAYNE_LEE.criterion("cat09").unwrap();
    let yes_no = LAYNE_LEE.criterion("cat01").unwrap();
    let mut survey = survey(&LAYNE_LEE);
    let row = survey.answers.row(WHOLE);
    for (item, answers) in [(level, [1, 3, 4, 4]), (yes_no, [1, 1, 1, 0])] {
        let mut tally = Box::<miqyas::survey::Tally>::default();
        for choice in answers {
            tally.add(None, Answer::Choice(choice), 1.0, Source::default());
        }
        *survey.answers.response_mut(row, item) = Response::Many(tally);
        prove(&mut survey, WHOLE, item, 2, "2026-06-30");
    }
    let series = judge(&LAYNE_LEE, survey);
    let explained = |code: &str| miqyas::explanation::explain(&series, 0, 0, Some(code)).unwrap().roots[0].values;
    assert_eq!(explained("cat09").claimed.unwrap().value, Some(0.75));
    assert_eq!(explained("cat09").supported.unwrap().value, Some(0.5), "held at a statement until checked");
    assert_eq!(explained("cat01").claimed.unwrap().value, Some(1.0), "a majority says yes");
    let judgement = series.assessments[0].agencies[0].judgements.claimed.as_ref().unwrap();
    assert_eq!(judgement.gates[0].state, GateState::Failed, "a yes/no gate needs a unanimous yes");
    assert_eq!(series.findings.count("respondents-disagree"), 1);
}

/// HOR-02 is not under the agency's control while the national exchange layer does not exist.
#[test]
fn the_stage_attainable_stops_at_a_national_limit() {
    let exchange = LAYNE_LEE.criterion("dtx4").unwrap();
    let gateway = LAYNE_LEE.criterion("hor02").unwrap();
    for (layer, own, attainable) in [(0, 0, 3), (1, 0, 4), (0, 1, 4)] {
        let mut survey = survey(&LAYNE_LEE);
        answer(&mut survey, Unit { period: 0, scope: Scope::Nation }, exchange, Answer::Choice(layer));
        answer(&mut survey, WHOLE, gateway, Answer::Choice(own));
        let series = judge(&LAYNE_LEE, survey);
        let agency = &series.assessments[0].agencies[0];
        let ladder = agency.judgements.claimed.as_ref().unwrap().ladder.as_ref().unwrap();
        assert_eq!(ladder.attainable.number(), Some(attainable), "layer {layer}, own {own}");
        assert_eq!(agency.not_controlled.contains(&gateway), attainable == 3);
    }
}

/// One site and no other level: stage 3 is stepped over, and the agency is listed apart.
#[test]
fn a_stage_that_does_not_apply_is_stepped_over() {
    let mut survey = full_marks();
    for criterion in
        LAYNE_LEE.criteria.iter().enumerate().filter(|(_, c)| c.dimension.as_str() == "ver").map(|(i, _)| i)
    {
        answer(&mut survey, WHOLE, criterion, Answer::NotApplicable);
        let row = survey.answers.row(WHOLE);
        *survey.answers.marks_mut(row, criterion) =
            Marks { na_reason: Some("one-site".into()), na_approver: Some("auditor".into()), ..Marks::default() };
    }
    let series = judge(&LAYNE_LEE, survey);
    let assessment = &series.assessments[0];
    let ladder = assessment.agencies[0].judgements.claimed.as_ref().unwrap().ladder.as_ref().unwrap();
    assert_eq!(ladder.reached, Reached::Stage { number: 4, at_least: false, stepped_over: true });
    assert_eq!(ladder.na_zero.number(), Some(2), "not applicable counted as 0");
    let counts = assessment.groups[0].stages.claimed.as_ref().unwrap();
    assert_eq!((counts.stepped_over[4], counts.reached[4]), (1, 0));
    assert_eq!(assessment.agencies[0].na_deciding.len(), 11);
}

#[test]
fn an_agency_without_answers_is_a_status_and_not_stage_0() {
    let series = judge(&LAYNE_LEE, survey(&LAYNE_LEE));
    let assessment = &series.assessments[0];
    assert!(assessment.agencies[0].judgements.claimed.is_none());
    assert_eq!(assessment.groups[0].stages.claimed.as_ref().unwrap().no_response, 1);
}

/// The best answer everywhere, checked.
fn full_marks() -> Survey {
    let mut survey = survey(&LAYNE_LEE);
    let calculation = calculation();
    for item in calculation.items.iter().filter(|item| !item.national && !item.perception) {
        answer(&mut survey, WHOLE, item.criterion, best(item.criterion));
        prove(&mut survey, WHOLE, item.criterion, 4, "2026-06-30");
    }
    survey
}

fn best(criterion: usize) -> Answer {
    let described = &LAYNE_LEE.criteria[criterion];
    let scale = LAYNE_LEE.scale(&described.scale).unwrap();
    match (scale.kind, &described.normalise) {
        (ScaleKind::Choice, _) => Answer::Choice(scale.choices.len() as u8 - 1),
        (_, Some(miqyas::framework::Normalise::Goalposts { target, .. })) => Answer::Number(*target),
        _ => Answer::Number(1.0),
    }
}

#[test]
fn full_marks_reach_the_top_in_every_column() {
    let series = judge(&LAYNE_LEE, full_marks());
    for truth in Truth::ALL {
        let judgement = series.assessments[0].agencies[0].judgements.get(truth).clone().unwrap();
        let ladder = judgement.ladder.unwrap();
        assert_eq!(ladder.reached, Reached::Stage { number: 4, at_least: false, stepped_over: false });
        assert_eq!((ladder.strict.number(), ladder.next, ladder.binding_obstacle), (Some(4), None, None));
        for (dimension, score) in LAYNE_LEE.dimensions.iter().zip(&judgement.scores) {
            if let Some(value) = score.value {
                let worst = dimension.role == miqyas::framework::DimensionRole::Obstacle
                    || dimension.code.as_str().starts_with("hcl-");
                assert!((value - if worst { 0.0 } else { 100.0 }).abs() < 1e-9, "{} {value}", dimension.code);
            }
        }
    }
}

/// The obstacle whose weak items block most failing gates: HOR-01 and HOR-09 are both blocked by REG-03 alone.
#[test]
fn the_binding_obstacle_blocks_most_failing_gates() {
    let mut survey = full_marks();
    for (item, given) in [("hor01", Answer::Number(0.1)), ("hor09", Answer::Choice(0)), ("reg03", Answer::Choice(1))] {
        answer(&mut survey, WHOLE, LAYNE_LEE.criterion(item).unwrap(), given);
    }
    let series = judge(&LAYNE_LEE, survey);
    let ladder = series.assessments[0].agencies[0].judgements.claimed.as_ref().unwrap().ladder.clone().unwrap();
    assert_eq!(ladder.reached.number(), Some(3));
    assert_eq!(ladder.binding_obstacle, LAYNE_LEE.dimension("reg"));
}

/// An answer drawn for any criterion: mostly recorded, sometimes blank, unknown or not applicable.
#[derive(Clone, Debug)]
struct Drawn {
    level: u8,
    kind: u8,
    grade: Option<u8>,
    assessed: Option<u8>,
}

fn drawn() -> impl Strategy<Value = Vec<Drawn>> {
    let one = (0..=4u8, 0..12u8, prop::option::of(0..=4u8), prop::option::weighted(0.2, 0..=4u8))
        .prop_map(|(level, kind, grade, assessed)| Drawn { level, kind, grade, assessed });
    prop::collection::vec(one, LAYNE_LEE.criteria.len())
}

fn levelled(criterion: usize, level: u8) -> Answer {
    let described = &LAYNE_LEE.criteria[criterion];
    let scale = LAYNE_LEE.scale(&described.scale).unwrap();
    let share = f64::from(level) / 4.0;
    match (scale.kind, &described.normalise) {
        (ScaleKind::Choice, _) if scale.choices.len() == 2 => Answer::Choice(u8::from(level > 2)),
        (ScaleKind::Choice, _) => Answer::Choice(level.min(scale.choices.len() as u8 - 1)),
        (_, Some(miqyas::framework::Normalise::Goalposts { floor, target })) => {
            Answer::Number(floor + share * (target - floor))
        }
        _ => Answer::Number(share),
    }
}

fn fill(drawn: &[Drawn], with_assessor: bool) -> Survey {
    let mut survey = survey(&LAYNE_LEE);
    for (criterion, drawn) in drawn.iter().enumerate() {
        let national = LAYNE_LEE.criteria[criterion].level == miqyas::framework::Level::National;
        let unit = if national { Unit { period: 0, scope: Scope::Nation } } else { WHOLE };
        match drawn.kind {
            0 => continue,
            1 => answer(&mut survey, unit, criterion, Answer::Unknown),
            2 if LAYNE_LEE.criteria[criterion].waivable => answer(&mut survey, unit, criterion, Answer::NotApplicable),
            _ => answer(&mut survey, unit, criterion, levelled(criterion, drawn.level)),
        }
        if let Some(grade) = drawn.grade {
            prove(&mut survey, unit, criterion, grade, "2026-06-30");
        }
        if let Some(level) = drawn.assessed.filter(|level| with_assessor && *level <= drawn.level && drawn.kind > 2) {
            assess_answer(&mut survey, unit, criterion, levelled(criterion, level));
        }
    }
    survey
}

/// Lower ends of the scores of stages and enablers, and stages, by column of truth.
fn standing(series: &Series) -> Vec<(Vec<Option<f64>>, usize)> {
    let agency = &series.assessments[0].agencies[0];
    Truth::ALL
        .into_iter()
        .map(|truth| match agency.judgements.get(truth) {
            Some(judgement) => {
                let lows = LAYNE_LEE
                    .dimensions
                    .iter()
                    .zip(&judgement.scores)
                    .map(|(dimension, score)| match dimension.role {
                        miqyas::framework::DimensionRole::Obstacle | miqyas::framework::DimensionRole::Facet => {
                            score.high.map(|high| 100.0 - high)
                        }
                        _ => score.low,
                    })
                    .collect();
                (lows, judgement.ladder.as_ref().unwrap().reached.number().unwrap_or_default())
            }
            None => (Vec::new(), 0),
        })
        .collect()
}

fn is_at_least(better: &[(Vec<Option<f64>>, usize)], worse: &[(Vec<Option<f64>>, usize)]) -> bool {
    better.iter().zip(worse).all(|(better, worse)| {
        better.1 >= worse.1
            && better.0.iter().zip(&worse.0).all(|(a, b)| match (a, b) {
                (Some(a), Some(b)) => a + 1e-9 >= *b,
                (None, Some(_)) => false,
                _ => true,
            })
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn scores_lie_in_their_range_and_bounds_hold(drawn in drawn(), assessor: bool) {
        let series = judge(&LAYNE_LEE, fill(&drawn, assessor));
        for agency in &series.assessments[0].agencies {
            for truth in Truth::ALL {
                for score in agency.judgements.get(truth).iter().flat_map(|judgement| &judgement.scores) {
                    if let (Some(low), Some(high)) = (score.low, score.high) {
                        prop_assert!((0.0..=100.0 + 1e-9).contains(&low) && high <= 100.0 + 1e-9 && low <= high + 1e-9);
                        if let Some(value) = score.value {
                            prop_assert!(low <= value + 1e-9 && value <= high + 1e-9, "{score:?}");
                        }
                    }
                    prop_assert!(score.answered <= score.applicable + 1e-9);
                }
            }
        }
    }

    #[test]
    fn low_bounds_and_stages_never_rise_from_claimed_to_checked(drawn in drawn(), assessor: bool) {
        let standing = standing(&judge(&LAYNE_LEE, fill(&drawn, assessor)));
        prop_assert!(is_at_least(&standing[..1], &standing[1..2]) && is_at_least(&standing[1..2], &standing[2..3]), "{standing:?}");
    }

    #[test]
    fn a_better_answer_or_better_evidence_never_lowers_a_bound_or_a_stage(drawn in drawn(), place: prop::sample::Index, evidence: bool) {
        let place = place.index(drawn.len());
        let mut better = drawn.clone();
        if evidence {
            better[place].grade = Some(better[place].grade.map_or(1, |grade| (grade + 1).min(4)));
        } else {
            better[place].level = (better[place].level + 1).min(4);
        }
        let (worse, better) = (judge(&LAYNE_LEE, fill(&drawn, false)), judge(&LAYNE_LEE, fill(&better, false)));
        prop_assert!(is_at_least(&standing(&better), &standing(&worse)));
    }

    #[test]
    fn a_blank_never_raises_a_bound_or_a_stage(drawn in drawn(), place: prop::sample::Index) {
        let place = place.index(drawn.len());
        prop_assume!(drawn[place].kind > 2);
        let mut blank = drawn.clone();
        blank[place].kind = 0;
        let (whole, blank) = (judge(&LAYNE_LEE, fill(&drawn, false)), judge(&LAYNE_LEE, fill(&blank, false)));
        prop_assert!(is_at_least(&standing(&whole), &standing(&blank)));
    }

    #[test]
    fn scaling_all_weights_changes_nothing(drawn in drawn(), factor in 0.1f64..10.0) {
        let mut scaled = LAYNE_LEE.clone();
        scaled.criteria.iter_mut().for_each(|criterion| criterion.weight *= factor);
        scaled.dimensions.iter_mut().flat_map(|dimension| &mut dimension.members).for_each(|member| member.weight *= factor);
        let (one, other) = (judge(&LAYNE_LEE, fill(&drawn, false)), judge(&scaled, fill(&drawn, false)));
        prop_assert!(is_at_least(&standing(&one), &standing(&other)) && is_at_least(&standing(&other), &standing(&one)));
    }

    #[test]
    fn the_order_of_evidence_is_irrelevant(drawn in drawn()) {
        let survey = fill(&drawn, false);
        let mut reversed = survey.clone();
        reversed.evidence.reverse();
        prop_assert_eq!(judge(&LAYNE_LEE, survey).assessments, judge(&LAYNE_LEE, reversed).assessments);
    }
}

/// Files of one assessment of the default framework, read and judged.
fn told(files: &[(&str, String)]) -> Series {
    let settings = Settings::parse("assessment.toml", "").unwrap();
    let files: Vec<SourceFile> = files
        .iter()
        .map(|(name, text)| SourceFile {
            name: (*name).to_owned(),
            bytes: Box::new(std::io::Cursor::new(text.clone().into_bytes())),
        })
        .collect();
    let (survey, findings) = read(&settings, &LAYNE_LEE, files, &|_| (), &mut |_| ());
    assert_eq!(findings.held(), [], "{:?}", findings.counts());
    judge(&LAYNE_LEE, survey)
}

#[test]
fn a_kpi_prints_every_figure_it_declares_and_how_many_stand_behind_it() {
    let visits = (1..=40).map(|case| format!("s1,{case},{}\n", case % 4));
    let series = told(&[
        ("services.csv", "code,agency\ns1,moh\n".to_owned()),
        ("answers.csv", "agency,cat01,cat04,sec01\nmoh,yes,50%,1\n".to_owned()),
        ("evidence.csv", "agency,criterion,grade,date\nmoh,cat01,E3,2026-01-01\n".to_owned()),
        (
            "kpis.csv",
            "agency,kpi,quantity,value,sample_size\nmoh,eff3,at-1,3,\nmoh,eff3,at-4,1,\nmoh,eff3,at-8,2,\n\
             moh,eff2,without-digital,9,12\nmoh,eff2,with-digital,4,\nmoh,str5,messages,70,\n"
                .to_owned(),
        ),
        ("beneficiaries.csv", "service,ben02,ben03\n".to_owned() + &visits.collect::<String>()),
        ("targets.csv", "scope,code,target,baseline\nmoh,cat,90,20\nmoh,sec,20,90\nmoh,eff3-p90,7,\n".to_owned()),
    ]);
    let agency = &series.assessments[0].agencies[0];
    let result = |code: &str| {
        let found = agency
            .kpis
            .iter()
            .find(|result| series.framework.kpis[result.kpi].printed(result.figure).code.as_str() == code);
        found.unwrap_or_else(|| panic!("{code} is not printed"))
    };
    let figure = |code: &str| (result(code).value.unwrap(), result(code).count);
    assert_eq!(figure("eff3"), (2.5, Some(6.0)));
    assert_eq!(figure("eff3-p90"), (8.0, Some(6.0)));
    assert_eq!(result("eff3").target, None);
    assert_eq!(result("eff3-p90").target.as_ref().unwrap().met, Some(false));
    assert_eq!(figure("eff2"), (5.0, Some(12.0)));
    assert_eq!(figure("acc5"), (20.5, Some(40.0)));
    assert_eq!(figure("acc5-median"), (20.5, Some(40.0)));
    assert!((figure("acc5-p90").0 - 36.1).abs() < 1e-9);
    assert_eq!(figure("acc5-desks"), (1.5, Some(40.0)));
    assert_eq!(figure("acc5-desks-p90").0, 3.0);
    assert_eq!(figure("str5-messages").0, 70.0);
    assert!(result("str5").value.is_none());
    let (answered, applicable) = agency.judgements.claimed.as_ref().unwrap().counted;
    assert_eq!(figure("str7"), (100.0 * answered / applicable, Some(applicable)));
    assert_eq!(figure("str7-checked"), (100.0 / answered, Some(answered)));
    // Severity stands as what it lacks of the worst: 80 aimed at from 10.
    let score = |code: &str| {
        let position = series.framework.dimension(code).unwrap();
        agency.judgements.supported.as_ref().unwrap().scores[position].value.unwrap()
    };
    let (cat, sec) = (score("cat"), 100.0 - score("sec"));
    let (percent, count) = figure("str8");
    assert!((percent - 100.0 * (cat.min(90.0) + sec.min(80.0)) / 170.0).abs() < 1e-9);
    assert_eq!(count, Some(2.0));
    assert!((figure("str8-progress").0 - 100.0 * (cat - 20.0 + sec - 10.0) / 140.0).abs() < 1e-9);
    let written = serde_json::to_string(agency).unwrap();
    assert_eq!(&serde_json::from_str::<miqyas::assessment::AgencyAssessment>(&written).unwrap(), agency);
}

#[test]
fn a_finding_of_the_judgement_says_its_period_where_there_are_several() {
    let periods = |rows: &str| -> Vec<Option<String>> {
        let series = told(&[
            ("agencies.csv", "code\nmoh\nmoj\n".to_owned()),
            ("answers.csv", format!("agency,period,cat01\n{rows}")),
        ]);
        let silent = series.findings.held().iter().filter(|finding| finding.problem.code() == "no-response");
        silent.map(|finding| finding.place.period.clone()).collect()
    };
    assert_eq!(periods("moh,2026,yes\n"), [None]);
    assert_eq!(periods("moh,2026,yes\nmoj,2025,yes\n"), [Some("2025".to_owned()), Some("2026".to_owned())]);
}
