//! Plans: the programme against every possibility and against a rule of thumb, and roadmaps against the calculation.
use crate::program::{Folder, root, run};
use crate::samples::judge;
use miqyas::aims::{State, aims};
use miqyas::calculation::{Lookup, compile};
use miqyas::finding::Findings;
use miqyas::locale::Locale;
use miqyas::output::terminal::{self, Layout, Style};
use miqyas::plan::{Aim as PlanAim, Change, Held, Plan, Relaxation, Why};
use miqyas::planning::programme::{
    Action, Aim, Cover, Effort, Goal, Programme, alternatives, greedy, is_possible, relaxations, solve,
};
use miqyas::planning::{By, Request, plan};
use miqyas::report::{self, Selection};
use miqyas::resources::{Obstacles, PlanSettings};
use miqyas::score::Truth;
use miqyas::series::{Material, Series};
use miqyas::survey::{Answer, Answers, Evidence, Response, Scope, Settings, Source, Survey, Unit, Verdict};
use miqyas::uncertainty::{Fault, Question};
use std::io::Write;
use std::time::Instant;

/// Numbers that are the same on every machine.
struct Numbers(u64);

impl Numbers {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn below(&mut self, count: usize) -> usize {
        (self.unit() * count as f64) as usize
    }
}

/// Goals with `per` actions each, some needed, some with prerequisites, and means for a part of them.
fn random(numbers: &mut Numbers, goals: usize, per: usize, years: usize, tight: f64, months: usize) -> Programme {
    let mut programme = Programme { years, ..Programme::default() };
    let mut total = [0.0; 2];
    for _ in 0..goals {
        let base = programme.actions.len();
        for own in 0..per {
            let (cost, days) = ((1 + numbers.below(50)) as f64 * 100.0, 5.0 + numbers.below(60) as f64);
            total[0] += cost;
            total[1] += days;
            let after = if own > 0 && numbers.unit() < 0.3 { vec![base + numbers.below(own)] } else { Vec::new() };
            let months = 1 + numbers.below(months) as u32;
            programme.actions.push(Action { cost, uses: vec![cost, days], months, after, barred: false });
        }
        let needs = (base..base + per).filter(|_| numbers.unit() < 0.25).collect();
        let gains: Vec<(usize, f64)> = (base..base + per).map(|own| (own, 0.5 + 3.0 * numbers.unit())).collect();
        let all: f64 = gains.iter().map(|(_, gain)| gain).sum();
        let least = all * (0.3 + 0.4 * numbers.unit());
        let weight = if numbers.unit() < 0.5 { 1.0 } else { (1 + numbers.below(9)) as f64 };
        programme.goals.push(Goal { weight, needs, covers: vec![Cover { gains, least }] });
    }
    programme.limits = total.iter().map(|total| vec![total * tight / years as f64; years]).collect();
    programme
}

/// The best value of all plans there are; none where none is possible.
fn exhaustive(programme: &Programme, aim: Aim) -> Option<f64> {
    let (count, ways) = (programme.actions.len() as u32, programme.years + 1);
    let mut best: Option<f64> = None;
    for mut code in 0..ways.pow(count) {
        let start: Vec<Option<usize>> = (0..count)
            .map(|_| {
                let year = code % ways;
                code /= ways;
                year.checked_sub(1)
            })
            .collect();
        if !is_possible(programme, &start) {
            continue;
        }
        let reached = |goal: &Goal| {
            goal.needs.iter().all(|action| start[*action].is_some())
                && goal.covers.iter().all(|cover| {
                    let taken = cover.gains.iter().filter(|(action, _)| start[*action].is_some());
                    taken.map(|(_, gain)| gain).sum::<f64>() >= cover.least - 1e-9
                })
        };
        let value = match aim {
            Aim::Least if !programme.goals.iter().all(reached) => continue,
            Aim::Least => {
                let taken = programme.actions.iter().zip(&start).filter(|(_, year)| year.is_some());
                taken.map(|(action, _)| action.cost).sum()
            }
            Aim::Most => programme.goals.iter().filter(|goal| reached(goal)).map(|goal| goal.weight).sum(),
        };
        best = Some(match (best, aim) {
            (None, _) => value,
            (Some(best), Aim::Least) => best.min(value),
            (Some(best), Aim::Most) => best.max(value),
        });
    }
    best
}

#[test]
fn the_programme_equals_an_exhaustive_search() {
    let mut numbers = Numbers(7);
    let effort = Effort { gap: 1e-9, work: 20_000_000 };
    let (mut possible, mut impossible) = (0, 0);
    for case in 0..80 {
        let (goals, years) = (1 + numbers.below(3), 1 + numbers.below(2));
        let per = if years == 1 { 10 / goals } else { (7 / goals).max(2) };
        let tight = 0.2 + numbers.unit();
        let programme = random(&mut numbers, goals, per, years, tight, 14);
        for aim in [Aim::Least, Aim::Most] {
            let (known, found) = (exhaustive(&programme, aim), solve(&programme, aim, &effort));
            assert_eq!(known.is_some(), found.is_some(), "case {case} {aim:?}");
            let Some((known, found)) = known.zip(found) else {
                impossible += 1;
                continue;
            };
            possible += 1;
            assert!((known - found.value).abs() < 1e-6, "case {case} {aim:?}: {known} {found:?}");
            assert!(is_possible(&programme, &found.start), "case {case} {aim:?}");
            assert!(!found.cut, "case {case} {aim:?}: {found:?}");
        }
    }
    assert!(possible > 80 && impossible > 10, "{possible} {impossible}");
}

#[test]
fn what_is_needed_more_is_enough_and_no_less_is() {
    let mut numbers = Numbers(11);
    let effort = Effort { gap: 1e-9, work: 20_000_000 };
    let mut tried = 0;
    for _ in 0..160 {
        let programme = random(&mut numbers, 2, 5, 2, 0.25, 10);
        if solve(&programme, Aim::Least, &effort).is_some() {
            continue;
        }
        for relaxed in relaxations(&programme, &effort) {
            use miqyas::planning::programme::Relaxed;
            let Relaxed::Year { resource, year, by } = relaxed else { continue };
            tried += 1;
            let with = |more: f64| {
                let mut own = programme.clone();
                own.limits[resource][year] += more;
                solve(&own, Aim::Least, &effort).is_some()
            };
            assert!(with(by * (1.0 + 1e-6) + 1e-6), "{relaxed:?}");
            assert!(!with(0.98 * by), "{relaxed:?}");
        }
    }
    assert!(tried > 5, "{tried}");
}

#[test]
fn alternatives_are_different_and_nearly_as_good() {
    let mut numbers = Numbers(5);
    let effort = Effort { gap: 1e-9, work: 20_000_000 };
    let mut any = 0;
    for _ in 0..10 {
        let programme = random(&mut numbers, 1, 10, 1, 2.0, 10);
        let Some(best) = solve(&programme, Aim::Least, &effort) else { continue };
        let others = alternatives(&programme, Aim::Least, &effort, &best, 0.05, 3);
        for other in &others {
            any += 1;
            assert!(other.value >= best.value - 1e-6 && other.value <= 1.05 * best.value + 1e-6);
            assert_ne!(other.start, best.start);
        }
    }
    assert!(any > 0);
}

#[test]
fn the_programme_beats_a_rule_of_thumb_on_large_ones() {
    let mut numbers = Numbers(3);
    for (goals, per, years, tight) in [(40, 20, 2, 0.15), (60, 15, 3, 0.3)] {
        let programme = random(&mut numbers, goals, per, years, tight, 14);
        let thumb = greedy(&programme, Aim::Most).unwrap();
        let found = solve(&programme, Aim::Most, &Effort { work: 100_000, ..Effort::default() }).unwrap();
        assert!(is_possible(&programme, &found.start));
        assert!(found.value > thumb.value && found.value <= found.bound + 1e-6, "{} {}", thumb.value, found.value);
    }
}

/// On demand: `cargo test --no-default-features --test all five_thousand -- --ignored --nocapture`.
#[test]
#[ignore = "on demand: a measurement"]
fn five_thousand_decisions_take_less_than_ten_seconds() {
    let mut numbers = Numbers(1);
    let programme = random(&mut numbers, 60, 28, 3, 0.3, 14);
    let began = Instant::now();
    let found = solve(&programme, Aim::Most, &Effort::default()).unwrap();
    let seconds = began.elapsed().as_secs_f64();
    let told = format!("{} of at most {:.1}, gap {:?}, {seconds:.1} s", found.value, found.bound, found.gap);
    writeln!(std::io::stderr(), "{} decisions: {told}", 60 * 28 * 3).unwrap();
    assert!(seconds < 10.0);
}

fn settings(name: &str) -> PlanSettings {
    let text = std::fs::read_to_string(root().join("sample-data").join(name).join("assessment.toml")).unwrap();
    Settings::parse("assessment.toml", &text).unwrap().plan
}

fn planned(series: &Series, survey: &Survey, settings: &PlanSettings, request: &Request) -> Result<Plan, Fault> {
    let assessment = series.assessments.last().unwrap();
    let Series { framework, method, edition, .. } = series;
    plan(
        &Question { framework, method, edition: edition.as_ref(), survey, assessment, assessments: &[] },
        settings,
        request,
    )
}

fn for_agency(series: &Series, code: &str) -> Request<'static> {
    let agency = series.survey.agencies.iter().position(|agency| agency.code.matches(code));
    Request { agency, by: By::Agencies, robust: None, set: &[], threads: 1 }
}

/// The answers without what was said, and found, of services and branches in the criteria of a plan's steps.
fn answered_as_a_whole(survey: &Survey, plan: &Plan) -> Answers {
    let steps: Vec<(usize, usize)> =
        plan.roadmap.as_ref().unwrap().steps.iter().map(|step| (step.agency, step.criterion)).collect();
    let units: Vec<Unit> = survey.answers.units().collect();
    let mut list = serde_json::to_value(&survey.answers).unwrap();
    list["cells"].as_array_mut().unwrap().retain(|cell| {
        let unit = units[cell["unit"].as_u64().unwrap() as usize];
        let criterion = cell["criterion"].as_u64().unwrap() as usize;
        let planned = survey.owner(unit.scope).is_some_and(|agency| steps.contains(&(agency, criterion)));
        !(planned && unit.period == plan.period)
    });
    serde_json::from_value(list).unwrap()
}

/// Judges again with the steps of a plan answered and proven.
fn carried_out(series: &Series, plan: &Plan) -> Series {
    let calculation = compile(&series.framework, &series.method, series.edition.as_ref());
    let mut survey = series.survey.clone();
    let period = plan.period;
    survey.answers = answered_as_a_whole(&survey, plan);
    for step in &plan.roadmap.as_ref().unwrap().steps {
        let item = &calculation.items[calculation.item_of(step.criterion).unwrap()];
        let answer = match &item.lookup {
            Lookup::Choices(values) => {
                let enough = |value: &Option<f64>| value.is_some_and(|value| value >= step.to - 1e-9);
                let mut choices: Vec<usize> = (0..values.len()).filter(|place| enough(&values[*place])).collect();
                choices.sort_by(|one, other| values[*one].partial_cmp(&values[*other]).unwrap());
                Answer::Choice(choices[0] as u8)
            }
            Lookup::Share => Answer::Number(step.to),
            Lookup::Goalposts { floor, target } => Answer::Number(floor + step.to * (target - floor)),
            Lookup::Several(_) | Lookup::Plain => panic!("{:?}", item.lookup),
        };
        let unit = Unit { period, scope: Scope::Agency(step.agency) };
        let row = survey.answers.row(unit);
        *survey.answers.response_mut(row, step.criterion) = Response::One { answer, source: Source::default() };
        if let Some(grade) = step.grade {
            survey.evidence.push(Evidence {
                unit,
                criterion: step.criterion,
                grade,
                date: survey.periods[period].last,
                verdict: Verdict::Accepted,
                kind: String::new(),
                title: String::new(),
                link: String::new(),
                sha256: String::new(),
                reviewer: String::new(),
                note: String::new(),
                source: Source::default(),
            });
        }
    }
    Series::assess(Material {
        title: series.title.clone(),
        organisation: series.organisation.clone(),
        note: series.note.clone(),
        languages: Vec::new(),
        report: Default::default(),
        robustness: Default::default(),
        statistics: Default::default(),
        plan: Default::default(),
        framework: series.framework.clone(),
        method: series.method.clone(),
        edition: series.edition.clone(),
        groups: None,
        survey,
        findings: Findings::default(),
    })
}

#[test]
fn an_agency_that_carries_out_its_plan_reaches_the_stage() {
    let series = judge("example");
    for (code, column) in [("telecom", Truth::Supported), ("telecom", Truth::Checked), ("transport", Truth::Supported)]
    {
        let settings = PlanSettings {
            column: Some(column),
            budgets: vec![],
            capacity: vec![],
            horizon: Some(4),
            ..settings("example")
        };
        let request = for_agency(&series, code);
        let agency = request.agency.unwrap();
        let plan = planned(&series, &series.survey, &settings, &request).unwrap();
        assert_eq!(plan.aim, PlanAim::Agency(agency));
        let Some(roadmap) = &plan.roadmap else {
            assert!(plan.left.iter().any(|left| left.agency == agency), "{code} {column:?}");
            continue;
        };
        let moved = &roadmap.moves[0];
        let after = carried_out(&series, &plan);
        let judged = after.assessments.last().unwrap().agencies.iter().find(|own| own.agency == agency).unwrap();
        let ladder = judged.judgements.get(column).as_ref().unwrap().ladder.as_ref().unwrap();
        assert_eq!(ladder.reached.number(), moved.to.number(), "{code} {column:?}");
        assert!(moved.to.number() > moved.from.number(), "{code} {column:?}: {moved:?}");
        let sum: f64 = roadmap.steps.iter().filter_map(|step| step.cost).sum();
        assert!((roadmap.cost.unwrap() - sum).abs() < 1e-9 && (roadmap.value - sum).abs() < 1e-6);
    }
}

#[test]
fn without_costs_a_plan_counts_actions() {
    let series = judge("example");
    let mut survey = series.survey.clone();
    survey.costs.clear();
    let plan = planned(&series, &survey, &settings("example"), &for_agency(&series, "telecom")).unwrap();
    let roadmap = plan.roadmap.unwrap();
    assert!(!plan.costed && roadmap.cost.is_none());
    assert_eq!(roadmap.value, roadmap.steps.len() as f64);
    assert!(roadmap.steps.iter().all(|step| step.cost.is_none()));
}

#[test]
fn a_plan_without_means_says_what_would_have_to_give_way() {
    let series = judge("example");
    let request = for_agency(&series, "telecom");
    let free = PlanSettings { budgets: vec![], capacity: vec![], ..settings("example") };
    let cost = planned(&series, &series.survey, &free, &request).unwrap().roadmap.unwrap().cost.unwrap();
    let poor = PlanSettings { budgets: vec![cost / 2.0], capacity: vec![], horizon: Some(1), ..free.clone() };
    let plan = planned(&series, &series.survey, &poor, &request).unwrap();
    assert!(plan.roadmap.is_none());
    let by = plan.relaxations.iter().find_map(|relaxation| match relaxation {
        Relaxation::Budget { year: None, by } => Some(*by),
        _ => None,
    });
    if let Some(by) = by {
        let enough = PlanSettings { budgets: vec![cost / 2.0 + by + 0.01], ..poor.clone() };
        assert!(planned(&series, &series.survey, &enough, &request).unwrap().roadmap.is_some());
    }
    assert!(!plan.relaxations.is_empty());
    let short = PlanSettings { budgets: vec![1.0], horizon: Some(2), ..free };
    assert!(matches!(
        planned(&series, &series.survey, &short, &request),
        Err(Fault::PlanMeans { key: "budgets", count: 1, years: 2 })
    ));
}

#[test]
fn a_national_plan_keeps_to_its_means() {
    let series = judge("example");
    let settings = settings("example");
    let request = Request { agency: None, by: By::Agencies, robust: None, set: &[], threads: 1 };
    let plan = planned(&series, &series.survey, &settings, &request).unwrap();
    let roadmap = plan.roadmap.as_ref().unwrap();
    assert!(roadmap.moves.len() > 1 && roadmap.moves.len() as f64 <= roadmap.bound + 1e-9);
    assert_eq!((plan.first_year, plan.years), (Some(2027), 3));
    let mut spent = vec![0.0; plan.years];
    for step in &roadmap.steps {
        let months = f64::from(step.ends - step.begins);
        for month in step.begins..step.ends {
            spent[(month / 12) as usize] += step.cost.unwrap() / months;
        }
    }
    assert!(spent.iter().zip(&settings.budgets).all(|(spent, budget)| *spent <= budget + 1e-6), "{spent:?}");
    let after = carried_out(&series, &plan);
    for own in &roadmap.moves {
        let judged = after.assessments.last().unwrap().agencies.iter().find(|agency| agency.agency == own.agency);
        let ladder = judged.unwrap().judgements.get(plan.truth).as_ref().unwrap().ladder.as_ref().unwrap();
        assert!(ladder.reached.number() >= own.to.number(), "{own:?}");
    }
    assert!(plan.others.iter().any(|own| matches!(own.why, Why::Controlled(_) | Why::NotControlled)));
    assert!(roadmap.steps.iter().any(|step| step.change == Change::Prove));
    // Everybody is named, those that stay with what holds them back.
    let agencies = &series.assessments.last().unwrap().agencies;
    assert_eq!(roadmap.moves.len() + plan.left.len(), agencies.len());
    let silent = agencies.iter().filter(|agency| agency.judgements.get(plan.truth).is_none()).count();
    assert!(silent > 0);
    assert_eq!(plan.left.iter().filter(|left| left.held == Held::Unjudged).count(), silent);
    assert!(plan.left.iter().all(|left| !roadmap.moves.iter().any(|own| own.agency == left.agency)));
    assert!(plan.left.iter().any(|left| matches!(left.held, Held::Shared { cost: Some(cost), .. } if cost > 0.0)));
    assert!(plan.left.iter().any(|left| left.held == Held::Others));
    // Who takes two steps begins the second where the first ended.
    let later =
        roadmap.steps.iter().flat_map(|step| step.after.iter().map(move |before| (&roadmap.steps[*before], step)));
    let same: Vec<_> = later.filter(|(before, step)| before.criterion == step.criterion).collect();
    assert!(!same.is_empty() && same.iter().all(|(before, step)| step.from == Some(before.to)), "{same:?}");
    // As good as its alternatives, and no dearer.
    let (value, cost) = (roadmap.value, roadmap.cost.unwrap());
    let worse = |other: &miqyas::plan::Roadmap| other.value < value || other.cost.unwrap() >= cost;
    assert!(!plan.alternatives.is_empty() && plan.alternatives.iter().all(worse));
    let mut planned = series.clone();
    planned.sections.plan = Some(plan.clone());
    let told = told(&planned, "en");
    for words in
        ["Agencies that the plan does not move", "The means bring more elsewhere", "million dinars", "higher stage"]
    {
        assert!(told.contains(words), "{words}: {told}");
    }
    let charts: Vec<String> = report::charts::charts(&planned, &Locale::load("en").unwrap(), &Selection::default())
        .into_iter()
        .map(|own| own.name)
        .collect();
    assert!(charts.contains(&"roadmap".to_owned()) && charts.contains(&"targets".to_owned()), "{charts:?}");
    assert!(roadmap.steps.iter().enumerate().all(|(place, step)| {
        step.after.iter().all(|before| *before < place && roadmap.steps[*before].ends <= step.begins)
    }));
}

#[test]
fn the_plan_of_a_small_agency_is_the_one_worked_out_by_hand() {
    let folder = Folder::new("plan-small");
    let write = |name: &str, text: &str| std::fs::write(folder.path().join(name), text).unwrap();
    std::fs::create_dir_all(folder.path().join("in")).unwrap();
    write("in/framework.toml", SMALL);
    write("in/assessment.toml", "framework = \"framework.toml\"\n[plan]\nfirst_year = 2030\n");
    write("in/agencies.csv", "code\none\n");
    write("in/answers.csv", "agency,a,b,c,d\none,no,no,no,yes\n");
    // b is a gate and waits for a; the score needs three of four: a and b, with d already there. c is cheaper than a, but a
    // comes with b.
    write("in/costs.csv", "criterion,cost,duration_months,prerequisite\na,50,3,\nb,100,6,a\nc,10,1,\nd,1,1,\n");
    let text =
        run(folder.path(), &["plan", "in", "--agency", "one", "--table", "csv:plan_roadmap", "--lang", "en"]).ended(0);
    let text = text.text();
    let rows: Vec<Vec<&str>> = text.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let told: Vec<(&str, &str, &str, &str)> = rows.iter().map(|row| (row[3], row[5], row[6], row[8])).collect();
    assert_eq!(told, [("a", "2030-01-01", "2030-03-31", "50"), ("b", "2030-04-01", "2030-09-30", "100")], "{text}");
    let moves =
        run(folder.path(), &["plan", "in", "--agency", "one", "--table", "csv:plan_moves", "--lang", "en"]).ended(0);
    let moves = moves.text();
    assert!(moves.contains("one,0,1,2030-09-30"), "{moves}");
    let set = ["plan", "in", "--agency", "one", "--set", "one.b=yes", "--table", "csv:plan_what_if", "--lang", "en"];
    let what_if = run(folder.path(), &set).ended(0);
    let what_if = what_if.text();
    assert!(what_if.contains("one,s,25,50") && what_if.contains("one,b,0,1"), "{what_if}");
    let nothing = run(folder.path(), &["plan", "in", "--set", "one.b=", "--lang", "en"]).ended(2);
    assert!(nothing.err.contains("one.b= cannot be read"), "{}", nothing.err);
    let wrong = run(folder.path(), &["plan", "in", "--set", "one.z=yes", "--lang", "en"]).ended(2);
    assert!(wrong.err.contains("no criterion z"), "{}", wrong.err);
    // Law stands in the way.
    write("in/costs.csv", "criterion,cost,who_controls\na,50,\nb,100,law\nc,10,\nd,1,\n");
    let text =
        run(folder.path(), &["plan", "in", "--agency", "one", "--table", "csv:plan_others", "--lang", "en"]).ended(0);
    let text = text.text();
    assert!(
        text.contains("one,b,law,,1") || text.contains("one,b,law,,yes") || text.contains("one,b,law,,true"),
        "{text}"
    );
}

#[test]
fn targets_say_how_far_and_how_fast() {
    let series = judge("example");
    let found = aims(&series, series.assessments.last().unwrap());
    let land = series.survey.agencies.iter().position(|agency| agency.code.matches("land")).unwrap();
    let of_land = found.iter().find(|aim| aim.target.scope == miqyas::survey::TargetScope::Agency(land)).unwrap();
    // Stage 1 at the end of 2025, 2 at the end of 2026, 3 wanted at the end of 2027.
    assert_eq!((of_land.current, of_land.progress, of_land.state), (Some(2.0), Some(0.5), State::OnTrack));
    assert!((of_land.needed.unwrap() - 365.25 / 365.0).abs() < 1e-9 && (of_land.due.unwrap() - 0.5).abs() < 1e-9);
    let states: Vec<State> = found.iter().map(|aim| aim.state).collect();
    assert!(states.contains(&State::AtRisk) || states.contains(&State::Late), "{states:?}");
}

/// The plan of a series on a wide terminal.
fn told(series: &Series, language: &str) -> String {
    let locale = Locale::load(language).unwrap();
    let document = report::plan(series, &locale, &Selection::default());
    terminal::render(&document, &locale, Layout { width: 400, style: Style::Plain })
}

/// A folder with a small assessment, and what a table of its plan says.
fn small(name: &str, plan: &str, files: &[(&str, &str)]) -> Folder {
    let folder = Folder::new(name);
    folder.write("in/framework.toml", SMALL);
    folder.write("in/assessment.toml", format!("framework = \"framework.toml\"\n[plan]\n{plan}"));
    folder.write("in/agencies.csv", "code,name_en\none,First house\n");
    for (file, text) in files {
        folder.write(&format!("in/{file}"), text);
    }
    folder
}

fn table(folder: &Folder, of: &str) -> String {
    let of = format!("csv:{of}");
    run(folder.path(), &["plan", "in", "--agency", "first house", "--table", &of, "--lang", "en"])
        .ended(0)
        .text()
        .to_owned()
}

#[test]
fn what_nobody_answered_is_found_out_and_not_built() {
    let answers = ("answers.csv", "agency,a,b,c,d\none,yes,yes,,yes\n");
    let costs = ("costs.csv", "criterion,cost,proof_cost,duration_months,who_controls\na,1,,,\nc,100,7,10,law\n");
    let folder = small("plan-unknown", "first_year = 2030\n", &[answers, costs]);
    let steps = table(&folder, "plan_roadmap");
    let rows: Vec<Vec<&str>> = steps.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let told: Vec<(&str, &str, &str, &str)> = rows.iter().map(|row| (row[3], row[6], row[8], row[11])).collect();
    assert_eq!(told, [("c", "2030-01-31", "7", "answer")], "{steps}");
    // Where more than an answer is needed, the answer comes first and the rest of the cost after it.
    let answers = ("answers.csv", "agency,a,b,c,d\none,no,yes,,no\n");
    let costs = ("costs.csv", "criterion,cost,proof_cost,duration_months\na,900,,1\nc,100,7,10\nd,900,,1\n");
    let folder = small("plan-unknown-short", "first_year = 2030\n", &[answers, costs]);
    let steps = table(&folder, "plan_roadmap");
    let rows: Vec<Vec<&str>> = steps.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let told: Vec<(&str, &str, &str, &str)> = rows.iter().map(|row| (row[3], row[8], row[11], row[12])).collect();
    let of_c: Vec<_> = told.into_iter().filter(|row| row.0 == "c").collect();
    assert_eq!(of_c, [("c", "7", "answer", ""), ("c", "93", "improve", "")], "{steps}");
}

#[test]
fn settings_of_a_plan_are_refused_plainly() {
    let answers = ("answers.csv", "agency,a,b,c,d\none,no,no,no,yes\n");
    let costs = ("costs.csv", "criterion,cost\na,50\nb,100\nc,10\nd,1\n");
    let refused = |plan: &str, language: &str| {
        let folder = small("plan-refused", plan, &[answers, costs]);
        run(folder.path(), &["plan", "in", "--lang", language]).ended(2).err
    };
    for year in ["1990", "9999", "-5"] {
        let err = refused(&format!("first_year = {year}\n"), "en");
        assert!(err.contains("first_year") && err.contains("from 2000 to 2200"), "{err}");
    }
    let one = refused("budgets = [1.0]\nhorizon = 3\n", "en");
    assert!(one.contains("has 1 entry for 3 years"), "{one}");
    let two = refused("budgets = [1.0, 2.0]\nhorizon = 3\n", "ar");
    assert!(two.contains("قيمتان"), "{two}");
    let currency = "first_year = 2030\ncurrency = { ar = \"مليون دينار\", en = \"million dinars\" }\n";
    let folder = small("plan-currency", currency, &[answers, costs]);
    let shown = |language: &str| run(folder.path(), &["plan", "in", "--agency", "one", "--lang", language]).ended(0);
    assert!(shown("ar").text().contains("مليون دينار") && !shown("ar").text().contains("million"));
    assert!(shown("en").text().contains("million dinars"));
}

#[test]
fn each_mistake_in_an_answer_asked_about_is_told_as_what_it_is() {
    let answers = ("answers.csv", "agency,a,b,c,d\none,no,no,no,yes\n");
    let folder = small("plan-set", "", &[answers]);
    let set = |set: &str, code: i32| run(folder.path(), &["plan", "in", "--set", set, "--lang", "en"]).ended(code);
    for (asked, words) in [
        ("one.a", "AGENCY.CRITERION=ANSWER"),
        ("onee.a=yes", "Did you mean one?"),
        ("First hous.a=yes", "Did you mean First house?"),
        ("one.zzz=yes", "no criterion zzz"),
        ("one.a=perhaps", "give one of no, yes"),
    ] {
        let err = set(asked, 2).err;
        assert!(err.contains(words), "{asked}: {err}");
    }
    assert!(set("first HOUSE.b=yes", 0).text().contains("What the answers asked about"));
}

#[test]
fn a_result_keeps_its_language_when_something_is_added_in_another() {
    let answers = ("answers.csv", "agency,a,b,c,d\none,no,no,no,yes\n");
    let folder = small("plan-language", "", &[answers]);
    run(folder.path(), &["plan", "in", "--out", "out", "--lang", "en", "--format", "md"]).ended(0);
    let files = ["report.md", "tables/plan_roadmap.csv", "manifest.json"];
    let read = || files.map(|file| std::fs::read(folder.path().join("out").join(file)).unwrap());
    let before = read();
    let shown = run(folder.path(), &["plan", "out", "--lang", "ar"]).ended(0);
    assert!(shown.text().contains("الخطوات التالية"), "{}", shown.text());
    assert!(before == read());
}

#[test]
fn weak_obstacles_are_told_or_planned_first() {
    let series = judge("example");
    let free = PlanSettings { budgets: vec![], capacity: vec![], horizon: Some(6), ..settings("example") };
    let first = PlanSettings { obstacles: Obstacles::First, ..free.clone() };
    let both = ["land", "agriculture", "finance", "labour", "planning", "civil"].into_iter().find_map(|code| {
        let request = for_agency(&series, code);
        let plan = planned(&series, &series.survey, &free, &request).unwrap();
        let later = Some(&plan).filter(|plan| !plan.obstacles.is_empty());
        let later = later.and_then(|_| planned(&series, &series.survey, &first, &request).ok())?;
        later.roadmap.is_some().then_some((plan, later))
    });
    let (plan, later) = both.expect("an agency whose obstacles can be planned");
    let steps = &plan.roadmap.as_ref().unwrap().steps;
    assert!(!plan.obstacles.is_empty());
    for own in &plan.obstacles {
        let blocks = &series.framework.criteria[own.criterion].blocks;
        assert!(own.holds.iter().all(|held| blocks.contains(&series.framework.criteria[*held].code)));
        assert!(own.holds.iter().all(|held| steps.iter().any(|step| step.criterion == *held)));
    }
    let steps = &later.roadmap.as_ref().unwrap().steps;
    let place =
        |criterion: usize| steps.iter().position(|step| step.criterion == criterion && step.change == Change::Improve);
    let held = plan.obstacles.iter().flat_map(|own| own.holds.iter().map(move |held| (own.criterion, *held)));
    let both: Vec<_> = held.filter_map(|(own, held)| Some((place(own)?, place(held)?))).collect();
    assert!(!both.is_empty() && both.iter().all(|(own, held)| steps[*own].ends <= steps[*held].begins), "{steps:?}");
    let cost = |plan: &Plan| plan.roadmap.as_ref().unwrap().cost.unwrap();
    assert!(cost(&later) > cost(&plan));
}

#[test]
fn a_target_that_was_met_at_the_start_is_at_risk_when_it_is_no_more() {
    let targets = "scope,code,target,date,baseline,baseline_date\n\
                   one,s,50,2031-12-31,60,2029-12-31\none,s,50,2032-12-31,50,2029-12-31\none,s,20,2033-12-31,60,2029-12-31\n\
                   one,s,90,2034-12-31,1e308,2029-12-31\n";
    let files = [("answers.csv", "agency,a,b,c,d\none,no,no,no,yes\n"), ("targets.csv", targets)];
    let period = "[[periods]]\ncode = \"2030\"\nfirst = \"2030-01-01\"\nlast = \"2030-12-31\"\n";
    let folder = small("plan-targets", period, &files);
    let shown = run(folder.path(), &["assess", "in", "--table", "csv:targets", "--lang", "en"]).ended(0);
    let rows: Vec<Vec<&str>> = shown.text().lines().skip(1).map(|line| line.split(',').collect()).collect();
    let told: Vec<(&str, &str)> = rows.iter().map(|row| (row[7], row[9])).collect();
    assert_eq!(told[..3], [("at-risk", ""), ("at-risk", ""), ("met", "1")], "{}", shown.text());
    assert_eq!(rows[3][5], "1e308");
    let printed = run(folder.path(), &["assess", "in", "--lang", "ar"]).ended(0);
    assert!(printed.text().contains("١×١٠^٣٠٨"), "{}", printed.text());
}

#[test]
fn three_rows_for_one_target_all_say_where_the_first_stands() {
    let targets = "scope,code,target\none,s,50\none,s,60\none,s,70\n";
    let files = [("answers.csv", "agency,a,b,c,d\none,no,no,no,yes\n"), ("targets.csv", targets)];
    let folder = small("plan-conflict", "", &files);
    let shown = run(folder.path(), &["check", "in", "--lang", "en"]);
    let cited = shown.text().lines().filter(|line| line.contains("has another target")).collect::<Vec<_>>().join("\n");
    assert!(!cited.contains("in ;") && shown.text().contains("targets.csv"), "{}", shown.text());
}

const SMALL: &str = r#"
code = "small"
version = "1"
languages = ["en"]
title.en = "Small"
[method]
coverage = 0.8
minimum_items = 1
minimum_gates = 0
[[scales]]
code = "yn"
kind = "choice"
title.en = "Yes or no"
gate = { at_least = 1 }
choices = [{ code = "no", value = 0, title.en = "No" }, { code = "yes", value = 1, title.en = "Yes" }]
[[dimensions]]
code = "s"
role = "stage"
title.en = "Stage"
[[criteria]]
code = "a"
scale = "yn"
dimension = "s"
text.en = "First"
[[criteria]]
code = "b"
scale = "yn"
dimension = "s"
text.en = "Second"
gate = "gate"
[[criteria]]
code = "c"
scale = "yn"
dimension = "s"
text.en = "Third"
[[criteria]]
code = "d"
scale = "yn"
dimension = "s"
text.en = "Fourth"
"#;
