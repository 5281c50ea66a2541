//! Claims drawn to be verified: the same ones from the same seed, with chances that are what they say, false ones found with
//! their numbers, and intervals that hold the truth.
use crate::program::{Folder, root, run};
use crate::samples::judge;
use miqyas::audit::{Audit, Design, Domain, How, Sample};
use miqyas::auditing::{Order, Refusal, draw, heed, weigh};
use miqyas::finding::Findings;
use miqyas::input::SourceFile;
use miqyas::locale::LANGUAGES;
use miqyas::locale::Locale;
use miqyas::output::worklist::worklist as workbook;
use miqyas::report::{self, Selection};
use miqyas::series::Series;
use miqyas::survey::{Answer, AuditOutcome, AuditVerdict, Response, Scope, Settings, Source, Unit, read};
use miqyas::uncertainty::Question;
use std::collections::BTreeMap;
use std::fs;
use std::io::Cursor;

fn order(design: Design, seed: u64) -> Order {
    Order { design, by: None, seed, auditors: 1, twice: 0 }
}

fn drawn(series: &Series, order: &Order, threads: usize) -> Result<Sample, Refusal> {
    let question = Question {
        assessments: &[],
        framework: &series.framework,
        method: &series.method,
        edition: series.edition.as_ref(),
        survey: &series.survey,
        assessment: series.assessments.last().unwrap(),
    };
    draw(&question, order, threads)
}

const VISITS: Design = Design::Visits { visits: 8, claims: 10 };
/// Everybody and everything.
const ALL: Design = Design::Visits { visits: 1000, claims: 1000 };

/// Whether a claim is true in the world of these tests: less often where the evidence is weak or a gate hangs on it.
fn holds(agency: &str, criterion: &str, grade: &str) -> bool {
    let mixed =
        agency.bytes().chain(criterion.bytes()).fold(7_u64, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into()));
    let leaning = mixed % 100;
    leaning < if grade == "E2" { 80 } else { 55 }
}

/// Verdicts on every claim drawn, each confirmed or refuted.
fn verdicts(series: &Series, sample: &Sample) -> Vec<AuditVerdict> {
    let Series { framework, survey, .. } = series;
    let mut found = Vec::new();
    for visit in &sample.visits {
        for claim in &visit.drawn {
            let grade = claim.grade.as_ref().map_or("", |grade| grade.as_str());
            let holds = holds(visit.agency.as_str(), claim.criterion.as_str(), grade);
            found.push(AuditVerdict {
                agency: survey.agencies.iter().position(|agency| agency.code == visit.agency).unwrap(),
                period: series.assessments.last().unwrap().period,
                criterion: framework.criterion(claim.criterion.as_str()).unwrap(),
                outcome: if holds { AuditOutcome::Confirmed } else { AuditOutcome::Refuted },
                found: None,
                grade: None,
                auditor: "A".to_owned(),
                date: None,
                note: String::new(),
                source: Source::default(),
            });
        }
    }
    found
}

fn share<'a>(audit: &'a Audit, of: &Domain) -> &'a miqyas::audit::ConfirmedShare {
    audit.shares.iter().find(|own| own.of == *of).unwrap()
}

#[test]
fn the_same_seed_draws_the_same_claims_on_any_threads() {
    let series = judge("example");
    let one = drawn(&series, &order(VISITS, 3), 1).unwrap();
    assert_eq!(one, drawn(&series, &order(VISITS, 3), 4).unwrap());
    let other = drawn(&series, &order(VISITS, 4), 2).unwrap();
    assert_ne!(one.visits, other.visits);
    assert_eq!((one.visits.len(), other.visits.len()), (8, 8));
    for visit in &one.visits {
        assert_eq!(visit.drawn.len(), visit.claims.min(10));
        for claim in &visit.drawn {
            let chance = visit.chance.unwrap() * claim.within;
            assert!((claim.chance - chance).abs() < 1e-12 && chance > 0.0 && chance <= 1.0);
            assert!(claim.risk.weight >= 1.0 && (0.0..=1.0).contains(&claim.risk.weakness), "{claim:?}");
        }
    }
    let claims: usize = one.strata.iter().map(|stratum| stratum.claims).sum();
    let drawn: usize = one.strata.iter().map(|stratum| stratum.drawn).sum();
    assert_eq!(drawn, one.visits.iter().map(|visit| visit.drawn.len()).sum::<usize>());
    assert!(claims > 5 * drawn, "{drawn} of {claims}");
}

/// Riskier claims are likelier, and chances of everything add up to what is drawn.
#[test]
fn chances_rise_with_risk_and_add_up() {
    let series = judge("example");
    let all = drawn(&series, &order(ALL, 1), 2).unwrap();
    let claims: usize = all.strata.iter().map(|stratum| stratum.claims).sum();
    let everything = || all.visits.iter().flat_map(|visit| &visit.drawn);
    assert_eq!(everything().count(), claims);
    assert!(everything().all(|claim| claim.chance == 1.0));
    let gates = everything().filter(|claim| claim.risk.gate).count();
    assert!(gates > 0 && gates < claims);
    assert!(everything().any(|claim| claim.risk.stages > 0), "some stage hangs on a claim");
    assert!(everything().any(|claim| claim.risk.first == Some(true)));
    assert!(everything().any(|claim| claim.risk.first == Some(false)));
    assert!(everything().all(|claim| claim.risk.volume.is_some_and(|volume| (0.0..=1.0).contains(&volume))));
    // Horvitz–Thompson totals of the number of claims over many samples come to the number of claims.
    let rounds = 8;
    let total: f64 = (0..rounds)
        .map(|seed| {
            let sample = drawn(&series, &order(VISITS, seed), 2).unwrap();
            sample.visits.iter().flat_map(|visit| &visit.drawn).map(|claim| 1.0 / claim.chance).sum::<f64>()
        })
        .sum();
    let mean = total / f64::from(rounds as u32);
    assert!((mean / claims as f64 - 1.0).abs() < 0.2, "{mean} of {claims}");
}

#[test]
fn strata_share_the_budget_and_too_small_a_budget_is_refused() {
    let series = judge("example");
    let by = Order { by: Some("type".to_owned()), auditors: 2, twice: 2, ..order(VISITS, 3) };
    let sample = drawn(&series, &by, 2).unwrap();
    assert_eq!(sample.groups.iter().map(|group| group.visits).sum::<usize>(), 8);
    assert!(sample.groups.len() > 1 && sample.groups.iter().all(|group| group.visits >= 2.min(group.agencies)));
    let twice = sample.visits.iter().filter(|visit| visit.auditors == [1, 2]).count();
    assert_eq!(twice, 2);
    let load = |auditor: usize| sample.visits.iter().filter(|visit| visit.auditors.contains(&auditor)).count();
    assert_eq!(load(1) + load(2), 10);
    assert!(load(1).abs_diff(load(2)) <= 1);
    let small = Order { design: Design::Visits { visits: 1, claims: 5 }, ..by.clone() };
    let refused = drawn(&series, &small, 2);
    assert_eq!(refused, Err(Refusal::TooFew { asked: 1, groups: sample.groups.len() }));
    let unknown = Order { by: Some("colour".to_owned()), ..by };
    assert!(matches!(drawn(&series, &unknown, 2), Err(Refusal::Fault(_))));
}

#[test]
fn what_everybody_saw_is_a_census() {
    let series = judge("example");
    let sample = drawn(&series, &order(ALL, 1), 2).unwrap();
    let audit = weigh(Some(&sample), &verdicts(&series, &sample), &series, &series, 0.95).unwrap();
    let nation = share(&audit, &Domain::Nation);
    assert_eq!((nation.how, nation.seen), (How::Census, nation.claims));
    let part = nation.confirmed as f64 / nation.claims as f64;
    assert_eq!(nation.share.unwrap().value, part);
    assert_eq!(nation.share.unwrap().interval, None);
    assert_eq!(audit.failed.iter().map(|own| own.refuted).sum::<usize>(), nation.refuted);
    // Of a refuted claim nothing is found, of a confirmed one all: what evidence is worth is the weighted share confirmed.
    for cap in audit.caps.iter().filter(|cap| cap.scale.is_none()) {
        assert!((0.0..=1.0).contains(&cap.ratio.value), "{cap:?}");
        assert_eq!(cap.ratio.interval, None);
    }
}

#[test]
fn intervals_hold_the_planted_truth() {
    let series = judge("example");
    let all = drawn(&series, &order(ALL, 1), 2).unwrap();
    let census = weigh(Some(&all), &verdicts(&series, &all), &series, &series, 0.95).unwrap();
    let rounds = 5;
    for design in [VISITS, Design::Claims { claims: 60 }] {
        let mut held = 0;
        let mut told = 0;
        for seed in 0..rounds {
            let sample = drawn(&series, &order(design, seed), 2).unwrap();
            let audit = weigh(Some(&sample), &verdicts(&series, &sample), &series, &series, 0.95).unwrap();
            for own in &audit.shares {
                let truth = share(&census, &own.of).share.unwrap().value;
                let Some((low, high)) = own.share.and_then(|share| share.interval) else { continue };
                assert!(0.0 <= low && low <= high && high <= 1.0, "{own:?}");
                told += 1;
                held += usize::from((low - 1e-9..=high + 1e-9).contains(&truth));
                let simple = matches!(design, Design::Claims { .. });
                let exact = own.how == How::Hypergeometric;
                assert!(!exact || simple, "{own:?}");
            }
        }
        assert!(told >= 2 * rounds as usize && held as f64 >= 0.85 * told as f64, "{design:?}: {held} of {told}");
    }
}

#[test]
fn verdicts_on_other_claims_change_scores_and_no_estimate() {
    let series = judge("example");
    let sample = drawn(&series, &order(VISITS, 3), 2).unwrap();
    let own = verdicts(&series, &sample);
    let all = drawn(&series, &order(ALL, 1), 2).unwrap();
    let one = verdicts(&series, &all).into_iter().find(|verdict| {
        !own.iter().any(|other| (other.agency, other.criterion) == (verdict.agency, verdict.criterion))
    });
    let both: Vec<AuditVerdict> = own.iter().cloned().chain(one).collect();
    let (without, with) = (
        weigh(Some(&sample), &own, &series, &series, 0.95).unwrap(),
        weigh(Some(&sample), &both, &series, &series, 0.95).unwrap(),
    );
    assert_eq!((without.progress.apart, with.progress.apart), (0, 1));
    assert_eq!(without.shares, with.shares);
    assert_eq!(without.claims.len() + 1, with.claims.len());
    // Half of the visits not made: told, and what is there is taken as a sample of what was drawn.
    let agencies: Vec<usize> = own.iter().map(|verdict| verdict.agency).collect();
    let half: Vec<AuditVerdict> =
        own.iter().filter(|verdict| verdict.agency <= agencies[agencies.len() / 2]).cloned().collect();
    let partly = weigh(Some(&sample), &half, &series, &series, 0.95).unwrap();
    assert!(partly.progress.visited < partly.progress.visits && partly.progress.seen < partly.progress.drawn);
    assert!(share(&partly, &Domain::Nation).share.unwrap().interval.is_some());
}

#[test]
fn two_auditors_are_compared() {
    let series = judge("example");
    let sample = drawn(&series, &order(VISITS, 3), 2).unwrap();
    let first = verdicts(&series, &sample);
    let mut second: Vec<AuditVerdict> =
        first.iter().map(|own| AuditVerdict { auditor: "B".to_owned(), ..own.clone() }).collect();
    let otherwise = |own: &mut AuditVerdict| {
        own.outcome = match own.outcome {
            AuditOutcome::Confirmed => AuditOutcome::Refuted,
            _ => AuditOutcome::Confirmed,
        }
    };
    second.iter_mut().take(6).for_each(otherwise);
    let both: Vec<AuditVerdict> = first.iter().cloned().chain(second).collect();
    let audit = weigh(Some(&sample), &both, &series, &series, 0.95).unwrap();
    let agreement = audit.agreement.unwrap();
    assert_eq!((agreement.claims, agreement.alike), (first.len(), first.len() - 6));
    assert!((0.5..1.0).contains(&agreement.kappa.unwrap().value), "{agreement:?}");
    // The verdict less favourable to the agency counts.
    let alone = weigh(Some(&sample), &first, &series, &series, 0.95).unwrap();
    let refuted = |audit: &Audit| share(audit, &Domain::Nation).refuted;
    assert!(refuted(&audit) > refuted(&alone));
}

#[test]
fn a_work_list_comes_back_in_every_language() {
    let series = judge("example");
    let sample = drawn(&series, &order(VISITS, 3), 2).unwrap();
    for (tag, _) in LANGUAGES {
        let locale = Locale::load(tag).unwrap();
        let mut list = report::worklist(&series, &locale, &sample, 1);
        let count = list.rows.len();
        assert_eq!(count, sample.visits.iter().map(|visit| visit.drawn.len()).sum::<usize>());
        let column = |name: &str| list.columns.iter().position(|(own, ..)| *own == name).unwrap();
        let (verdict, date) = (column("verdict"), column("date"));
        let words = list.verdicts.clone();
        for (place, row) in list.rows.iter_mut().enumerate() {
            // Confirmed, not seen, or left blank.
            row[verdict] = [words[0].clone(), words[3].clone(), String::new()][place % 3].clone();
            row[date] = "2026-11-03".to_owned();
        }
        let bytes = workbook(&list, &locale).unwrap();
        let (verdicts, findings) = came_back(&series, bytes);
        assert!(findings.is_empty(), "{tag}: {:?}", findings.held());
        let confirmed = verdicts.iter().filter(|own| own.outcome == AuditOutcome::Confirmed).count();
        assert_eq!((verdicts.len(), confirmed), (count - count / 3, count.div_ceil(3)), "{tag}");
        assert!(verdicts.iter().all(|own| own.auditor == "1" && own.date.is_some()));
    }
}

/// The verdicts of a workbook, read beside the registers of the example; what is said of the workbook.
fn came_back(series: &Series, bytes: Vec<u8>) -> (Vec<AuditVerdict>, Findings) {
    let folder = root().join("sample-data/example");
    let settings = Settings::parse("assessment.toml", &fs::read_to_string(folder.join("assessment.toml")).unwrap());
    let mut files: Vec<SourceFile> = ["agencies.csv", "answers.csv", "evidence.csv"]
        .map(|name| SourceFile { name: name.to_owned(), bytes: Box::new(fs::File::open(folder.join(name)).unwrap()) })
        .into();
    files.push(SourceFile { name: "verdicts-1.xlsx".to_owned(), bytes: Box::new(Cursor::new(bytes)) });
    let (survey, findings) = read(&settings.unwrap(), &series.framework, files, &|_| (), &mut |_| ());
    let own = findings.only(|finding| {
        finding.place.file.starts_with("verdicts-1") && finding.problem.code() != "verdicts-not-entered"
    });
    (survey.verdicts, own)
}

/// Rows of a CSV table by heading.
fn rows(text: &str) -> Vec<BTreeMap<String, String>> {
    let mut lines = text.lines();
    let heads: Vec<&str> = lines.next().unwrap().split(',').collect();
    let row =
        |line: &str| heads.iter().map(|head| (*head).to_owned()).zip(line.split(',').map(str::to_owned)).collect();
    lines.map(row).collect()
}

/// The verdicts of the example: the claims planted as false there are found, with their numbers.
#[test]
fn planted_false_claims_are_found() {
    let folder = Folder::new("audit");
    let example = root().join("sample-data/example");
    let example = example.to_str().unwrap();
    let verdicts = root().join("sample-data/example/audit/verdicts.csv");
    run(folder.path(), &["audit", "sample", example, "--visits", "8", "--claims", "10", "--out", "visits"]).ended(0);
    let apply = |table: &str| {
        let arguments = [
            "audit",
            "apply",
            example,
            verdicts.to_str().unwrap(),
            "--sample",
            "visits/audit-sample.json",
            "--table",
            table,
        ];
        run(folder.path(), &arguments).ended(0)
    };
    let planted = rows(fs::read_to_string(&verdicts).unwrap().trim_start_matches('\u{feff}'));
    let counted = |word: &str| planted.iter().filter(|row| row["verdict"] == word && row["auditor"] == "1").count();
    let shares = rows(apply("csv:audit_shares").text());
    let nation = shares.iter().find(|row| row["of"] == "nation").unwrap();
    assert_eq!(nation["confirmed"], counted("confirmed").to_string());
    assert_eq!(nation["partly"], counted("partly").to_string());
    assert_eq!(nation["refuted"], counted("refuted").to_string());
    assert_eq!(nation["how"], "horvitz-thompson");
    let (low, high): (f64, f64) = (nation["low"].parse().unwrap(), nation["high"].parse().unwrap());
    assert!(low < high && high < 1.0);
    let failed = rows(apply("csv:audit_agencies").text());
    assert_eq!(failed.iter().map(|row| row["refuted"].parse::<usize>().unwrap()).sum::<usize>(), counted("refuted"));
    let scores = rows(apply("csv:audit_scores").text());
    assert!(scores.iter().any(|row| row["column"] == "checked"));
}

/// What is kept in the folder is what the next assessment sees.
#[test]
fn verdicts_kept_in_the_folder_are_seen_by_the_next_assessment() {
    let folder = Folder::new("audit-kept");
    let example = root().join("sample-data/example");
    for entry in fs::read_dir(&example).unwrap() {
        let entry = entry.unwrap();
        if entry.file_type().unwrap().is_file() {
            folder.write(&format!("in/{}", entry.file_name().to_str().unwrap()), fs::read(entry.path()).unwrap());
        }
    }
    let verdicts = example.join("audit/verdicts.csv");
    let arguments = ["audit", "apply", "in", verdicts.to_str().unwrap(), "--keep", "--out", "audited"];
    run(folder.path(), &arguments).ended(0);
    run(folder.path(), &["assess", "in", "--out", "again"]).ended(0);
    let read = |name: &str| fs::read(folder.path().join(name)).unwrap();
    assert_eq!(read("audited/tables/scores.csv"), read("again/tables/scores.csv"));
    assert_eq!(read("audited/tables/gates.csv"), read("again/tables/gates.csv"));
    let audit: Audit = serde_json::from_slice(&read("audited/audit.json")).unwrap();
    assert!(audit.shares.is_empty() && audit.progress.apart > 0, "nothing is told of claims that were not drawn");
    // Entered once more, nothing is counted twice.
    run(folder.path(), &["audit", "apply", "in", verdicts.to_str().unwrap(), "--out", "audited"]).ended(0);
    assert_eq!(read("audited/tables/scores.csv"), read("again/tables/scores.csv"));
}

#[test]
fn what_cannot_be_applied_is_refused() {
    let folder = Folder::new("audit-refused");
    let example = root().join("sample-data/example");
    let example = example.to_str().unwrap();
    let empty = folder.write("empty.csv", "agency,criterion,verdict\n");
    run(folder.path(), &["audit", "apply", example, empty.to_str().unwrap()]).ended(2);
    let folder_given = run(folder.path(), &["audit", "apply", example, ".", "--lang", "en"]).ended(2);
    assert!(folder_given.err.contains("it is a folder"), "{}", folder_given.err);
    let none = run(folder.path(), &["audit", "sample", example, "--visits", "0", "--lang", "en"]).ended(2);
    assert!(none.err.contains("1 … 1000000"), "{}", none.err);
    let both = run(folder.path(), &["audit", "sample", example, "--simple", "5", "--visits", "3", "--lang", "en"]);
    assert!(both.ended(2).err.contains("cannot stand beside --visits"));
    run(folder.path(), &["audit", "sample", example, "--by", "colour"]).ended(2);
    run(folder.path(), &["audit", "sample", example, "--by", "governorate", "--visits", "1"]).ended(2);
    run(folder.path(), &["audit", "sample", example, "--simple", "1"]).ended(2);
    let chile = root().join("sample-data/chile-2021");
    run(folder.path(), &["audit", "sample", example, "--out", "visits"]).ended(0);
    run(folder.path(), &["audit", "sample", example, "--out", "visits"]).ended(2);
    let hostile = folder.write(
        "hostile.csv",
        "agency,criterion,verdict,found,date\nnobody,cat01,confirmed,,\ninterior,nothing,refuted,,\ninterior,cat04,partly,NaN,9999-99-99\n",
    );
    run(folder.path(), &["audit", "apply", example, hostile.to_str().unwrap()]).ended(2);
    let arguments =
        ["audit", "apply", chile.to_str().unwrap(), empty.to_str().unwrap(), "--sample", "visits/audit-sample.json"];
    run(folder.path(), &arguments).ended(2);
}

/// What stands in the second column of a verdict is less than the claim, or the row is refused: an audit raises no score.
#[test]
fn a_verdict_that_does_not_fit_the_claim_is_refused() {
    let folder = Folder::new("audit-unfit");
    let example = root().join("sample-data/example");
    let example = example.to_str().unwrap();
    // 71 % of the forms are claimed.
    let refused = |row: &str, code: &str| {
        let rows = folder.write("rows.csv", format!("agency,criterion,verdict,found,grade,period\n{row}\n"));
        let done = run(folder.path(), &["audit", "apply", example, rows.to_str().unwrap(), "--lang", "en"]);
        assert!(done.err.contains(code) && done.err.contains("No verdict was found"), "{row}: {}", done.err);
    };
    for row in ["partly,80,E3", "partly,71,E3", "refuted,90,E3", "confirmed,40,E3"] {
        refused(&format!("standards,cat04,{row},2026"), "audit-found-unfit");
    }
    refused("standards,cat04,confirmed,,E2,2026", "audit-grade-low");
    let fitting = folder.write(
        "rows.csv",
        "agency,criterion,verdict,found,auditor,period\nstandards,cat04,partly,40,,2026\n\
         standards,cyb03,confirmed,65,,2026\nhealth,cat04,refuted,,,2025\n",
    );
    let arguments =
        ["audit", "apply", example, fitting.to_str().unwrap(), "--table", "csv:audit_scores", "--lang", "en"];
    let done = run(folder.path(), &arguments).ended(0);
    assert!(done.err.contains("audit-other-period") && !done.err.contains("audit-found-unfit"), "{}", done.err);
    assert!(done.err.contains("3 verdicts do not say who gave them and when"), "{}", done.err);
    assert!(!done.err.contains("audit-early"), "{}", done.err);
    let early = folder.write(
        "rows.csv",
        "agency,criterion,verdict,found,auditor,date,period\nstandards,cat04,partly,40,A,2025-12-31,2026\n\
         standards,cyb03,confirmed,65,A,2026-01-01,2026\n",
    );
    let done = run(folder.path(), &["audit", "apply", example, early.to_str().unwrap(), "--lang", "en"]).ended(0);
    assert!(done.err.contains("1 verdict is dated before its period begins (2026-01-01)"), "{}", done.err);
}

/// What was claimed when it was drawn counts, also where the agency has corrected it since.
#[test]
fn a_verdict_is_held_against_the_claim_as_it_was_drawn() {
    let mut series = judge("example");
    let sample = drawn(&series, &order(ALL, 1), 2).unwrap();
    let all = verdicts(&series, &sample);
    let calculation = series.calculation();
    let row =
        |own: &AuditVerdict| series.survey.answers.find(Unit { period: own.period, scope: Scope::Agency(own.agency) });
    let chosen = |own: &&AuditVerdict| {
        let response = row(own).map(|row| series.survey.answers.response(row, own.criterion));
        own.outcome == AuditOutcome::Refuted
            && matches!(response, Some(Response::One { answer: Answer::Choice(_), .. }))
    };
    let refuted = all.iter().find(chosen).expect("a refuted choice").clone();
    let own = AuditVerdict { found: Some(Answer::Choice(0)), ..refuted };
    let row = row(&own).unwrap();
    *series.survey.answers.response_mut(row, own.criterion) =
        Response::One { answer: Answer::Choice(0), source: Source::default() };
    let mut kept = |sample: Option<&Sample>| {
        series.survey.verdicts = vec![own.clone()];
        let findings = heed(sample, &series.framework, &calculation, &mut series.survey);
        (series.survey.verdicts.len(), findings.count("audit-found-unfit"))
    };
    assert_eq!(kept(Some(&sample)), (1, 0));
    assert_eq!(kept(None), (0, 1));
}

/// From one visit nothing can be said of how far visits differ.
#[test]
fn one_visit_gives_no_interval_and_the_report_says_so() {
    let mut series = judge("example");
    let one = Design::Visits { visits: 1, claims: 10 };
    let sample = drawn(&series, &order(one, 3), 2).unwrap();
    let audit = weigh(Some(&sample), &verdicts(&series, &sample), &series, &series, 0.95).unwrap();
    assert!(
        audit.shares.iter().all(|own| own.share.is_none_or(|share| share.interval.is_none())),
        "{:?}",
        audit.shares
    );
    series.sections.audit = Some(audit);
    let locale = Locale::load("en").unwrap();
    let document = report::audit(&series, &locale, &Selection::default());
    let told = format!("{document:?}");
    assert!(told.contains("cannot be estimated from one visit") && !told.contains("Intervals hold"), "{told}");
}

#[test]
fn a_second_auditor_goes_to_no_more_visits_than_there_are() {
    let series = judge("example");
    let asked = |twice: usize, auditors: usize| drawn(&series, &Order { auditors, twice, ..order(VISITS, 3) }, 2);
    assert_eq!(asked(9, 2), Err(Refusal::Twice { asked: 9, visits: 8, auditors: 2 }));
    assert_eq!(asked(1, 1), Err(Refusal::Twice { asked: 1, visits: 8, auditors: 1 }));
    assert!(asked(8, 2).unwrap().visits.iter().all(|visit| visit.auditors == [1, 2]));
    let locale = Locale::load("en").unwrap();
    let told = |design: Design| {
        let sample = drawn(&series, &order(design, 1), 2).unwrap();
        format!("{:?}", report::sample(&series, &locale, &sample))
    };
    let whole = told(ALL);
    assert!(whole.contains("nothing is left to chance") && !whole.contains("pivotal"), "{whole}");
    assert!(told(Design::Visits { visits: 1000, claims: 3 }).contains("Every agency with such claims is visited."));
    assert!(told(VISITS).contains("pivotal"));
}
