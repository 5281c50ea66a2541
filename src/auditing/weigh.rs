//! What verdicts say of every claim, seen or not.
use crate::assessment::{AgencyAssessment, Assessment};
use crate::audit::{
    Audit, AuditorAgreement, ConfirmedShare, Design, Domain, DrawnClaim, FORMAT, FailedAgency, How, ImpliedCap,
    JudgedClaim, Progress, Sample, ScoreChange, StageChange, StratumCount, Visit,
};
use crate::auditing::enter::standing;
use crate::calculation::{Calculation, Item};
use crate::framework::Framework;
use crate::robustness::Estimate;
use crate::score::Judgement;
use crate::score::heard::look_up;
use crate::series::Series;
use crate::stats::agreement::{Weights, kappa};
use crate::stats::sampling::{Cluster, Member, ratio, share, successes};
use crate::survey::{AuditOutcome, AuditVerdict};
use crate::text::Code;
use crate::truth::Truth;
use std::collections::{BTreeMap, BTreeSet};

/// Refuted, partly, confirmed.
const OUTCOMES: usize = 3;

/// Weighs verdicts on the last period: `before` is the assessment without them, `after` with them entered.
pub fn weigh(
    sample: Option<&Sample>,
    verdicts: &[AuditVerdict],
    before: &Series,
    after: &Series,
    confidence: f64,
) -> Option<Audit> {
    let (earlier, later) = (before.assessments.last()?, after.assessments.last()?);
    let own: Vec<AuditVerdict> = verdicts.iter().filter(|verdict| verdict.period == later.period).cloned().collect();
    let calculation = after.calculation();
    let judged = judged(sample, &own, after, &calculation);
    let field = Field { sample, judged: &judged, series: after, confidence };
    let (stages, scores) = changes(earlier, later);
    Some(Audit {
        format: FORMAT,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        results: String::new(),
        period: later.period,
        confidence,
        sample: sample.cloned(),
        progress: field.progress(&own),
        shares: field.shares(),
        caps: field.caps(&calculation),
        failed: failed(&judged),
        agreement: agreement(&calculation, &own, confidence),
        claims: judged,
        stages,
        scores,
    })
}

/// Every claim with a verdict, as it was claimed when it was drawn and as it was found.
fn judged(
    sample: Option<&Sample>,
    verdicts: &[AuditVerdict],
    series: &Series,
    calculation: &Calculation,
) -> Vec<JudgedClaim> {
    let Series { framework, survey, .. } = series;
    let visits = || sample.into_iter().flat_map(|sample| &sample.visits);
    let drawn = |agency: usize, criterion: usize| {
        let code = &survey.agencies[agency].code;
        let visit = visits().find(|visit| visit.agency == *code)?;
        visit.drawn.iter().find(|claim| claim.criterion == framework.criteria[criterion].code)
    };
    let of = |((_, agency, criterion), own): ((usize, usize, usize), Vec<&AuditVerdict>)| {
        let verdict = *own.first()?;
        let drawn = drawn(agency, criterion);
        let claimed = drawn.map(|claim| claim.claimed);
        let item = calculation.item_of(criterion).map(|item| &calculation.items[item]);
        let found = match (verdict.found, item) {
            (Some(answer), Some(item)) => look_up(&item.lookup, answer),
            _ => claimed,
        };
        Some(JudgedClaim {
            agency,
            criterion,
            outcome: verdict.outcome,
            grade: drawn.and_then(|claim| position(framework, claim.grade.as_ref())),
            claimed,
            found,
            auditors: own.len(),
            drawn: drawn.is_some(),
        })
    };
    standing(calculation, verdicts).into_iter().filter_map(of).collect()
}

fn position(framework: &Framework, grade: Option<&Code>) -> Option<u8> {
    let (scheme, code) = framework.evidence.as_ref().zip(grade)?;
    u8::try_from(scheme.grades.iter().position(|grade| grade.code == *code)?).ok()
}

/// A sample with what was found.
struct Field<'a> {
    sample: Option<&'a Sample>,
    judged: &'a [JudgedClaim],
    series: &'a Series,
    confidence: f64,
}

/// A claim drawn that has a verdict.
struct Seen<'a> {
    visit: &'a Visit,
    claim: &'a DrawnClaim,
    verdict: &'a JudgedClaim,
}

impl<'a> Field<'a> {
    /// Claims drawn that have a verdict, by visit.
    fn seen(&self) -> Vec<Vec<Seen<'a>>> {
        let Series { framework, survey, .. } = self.series;
        let drawn: BTreeMap<(&str, &str), &JudgedClaim> = self
            .judged
            .iter()
            .filter(|own| own.drawn)
            .map(|own| {
                let codes =
                    (survey.agencies[own.agency].code.as_str(), framework.criteria[own.criterion].code.as_str());
                (codes, own)
            })
            .collect();
        let of_visit = |visit: &'a Visit| {
            let seen = |claim: &'a DrawnClaim| {
                let verdict = *drawn.get(&(visit.agency.as_str(), claim.criterion.as_str()))?;
                Some(Seen { visit, claim, verdict })
            };
            visit.drawn.iter().filter_map(seen).collect()
        };
        self.sample.into_iter().flat_map(|sample| &sample.visits).map(of_visit).collect()
    }

    fn progress(&self, verdicts: &[AuditVerdict]) -> Progress {
        let Some(sample) = self.sample else {
            return Progress { apart: self.judged.len(), ..Progress::default() };
        };
        let Series { framework, survey, .. } = self.series;
        let seen = self.seen();
        let mut unseen: BTreeSet<(&str, &str)> = BTreeSet::new();
        for verdict in verdicts.iter().filter(|verdict| verdict.outcome == AuditOutcome::NotSeen) {
            let codes =
                (survey.agencies[verdict.agency].code.as_str(), framework.criteria[verdict.criterion].code.as_str());
            unseen.insert(codes);
        }
        for own in seen.iter().flatten() {
            unseen.remove(&(own.visit.agency.as_str(), own.claim.criterion.as_str()));
        }
        let known = |visit: &Visit| survey.agencies.iter().any(|agency| agency.code == visit.agency);
        let drawn = || sample.visits.iter().flat_map(|visit| visit.drawn.iter().map(move |claim| (visit, claim)));
        Progress {
            visits: sample.visits.len(),
            visited: seen.iter().filter(|own| !own.is_empty()).count(),
            drawn: drawn().count(),
            seen: seen.iter().flatten().count(),
            not_seen: drawn()
                .filter(|(visit, claim)| unseen.contains(&(visit.agency.as_str(), claim.criterion.as_str())))
                .count(),
            apart: self.judged.iter().filter(|own| !own.drawn).count(),
            gone: drawn()
                .filter(|(visit, claim)| !known(visit) || framework.criterion(claim.criterion.as_str()).is_none())
                .count(),
        }
    }

    /// Of everything, each grade, each group and each stratum.
    fn shares(&self) -> Vec<ConfirmedShare> {
        let Some(sample) = self.sample else { return Vec::new() };
        let mut domains = vec![Domain::Nation];
        let mut push = |domain: Domain| {
            if !domains.contains(&domain) {
                domains.push(domain);
            }
        };
        let graded = sample.strata.iter().any(|stratum| stratum.grade.is_some());
        for stratum in sample.strata.iter().filter(|_| graded) {
            push(Domain::Grade { grade: stratum.grade.clone() });
        }
        if sample.by.is_some() {
            sample.groups.iter().for_each(|group| push(Domain::Group { group: group.value.clone() }));
        }
        if graded && sample.by.is_some() {
            for StratumCount { grade, group, .. } in &sample.strata {
                push(Domain::Stratum { grade: grade.clone(), group: group.clone() });
            }
        }
        domains.into_iter().map(|domain| self.share(sample, domain)).collect()
    }

    fn share(&self, sample: &Sample, of: Domain) -> ConfirmedShare {
        let strata = || sample.strata.iter().filter(|own| of.holds(own.grade.as_ref(), own.group.as_ref()));
        let holds = |own: &Seen| of.holds(own.claim.grade.as_ref(), own.visit.group.as_ref());
        let all = self.seen();
        let seen: Vec<&Seen> = all.iter().flatten().filter(|own| holds(own)).collect();
        let count = |outcome: AuditOutcome| seen.iter().filter(|own| own.verdict.outcome == outcome).count();
        let claims: usize = strata().map(|own| own.claims).sum();
        let confirmed = count(AuditOutcome::Confirmed);
        let agencies: BTreeSet<&str> = seen.iter().map(|own| own.visit.agency.as_str()).collect();
        let simple = matches!(sample.design, Design::Claims { .. }) && strata().count() == 1;
        let part = confirmed as f64 / seen.len() as f64;
        let (share, how) = if seen.is_empty() {
            (None, How::HorvitzThompson)
        } else if seen.len() == claims {
            (Some(Estimate { value: part, interval: None }), How::Census)
        } else if simple {
            let bounds = successes(confirmed, seen.len(), claims, self.confidence);
            let interval = bounds.map(|(low, high)| (low as f64 / claims as f64, high as f64 / claims as f64));
            (Some(Estimate { value: part, interval }), How::Hypergeometric)
        } else {
            let clusters = self.clusters(sample, &all, &|own| {
                let confirmed = own.verdict.outcome == AuditOutcome::Confirmed;
                holds(own).then_some((if confirmed { 1.0 } else { 0.0 }, 1.0))
            });
            (ratio(&clusters).map(|found| share(&found, self.confidence).into()), How::HorvitzThompson)
        };
        ConfirmedShare {
            claims,
            seen: seen.len(),
            agencies: agencies.len(),
            confirmed,
            partly: count(AuditOutcome::Partly),
            refuted: count(AuditOutcome::Refuted),
            share,
            how,
            of,
        }
    }

    /// What was seen as a sample in one stage or two, with a numerator and a denominator of each claim that counts. Where
    /// less was seen than was drawn, it is taken as a sample of what was.
    fn clusters(
        &self,
        sample: &Sample,
        seen: &[Vec<Seen>],
        value: &dyn Fn(&Seen) -> Option<(f64, f64)>,
    ) -> Vec<Cluster> {
        let member = |own: &Seen, chance: f64| {
            let (numerator, denominator) = value(own).unwrap_or((0.0, 0.0));
            Member { chance, numerator, denominator }
        };
        match sample.design {
            Design::Visits { .. } => {
                let group = |visit: &Visit| sample.groups.iter().position(|own| own.value == visit.group);
                let visited = |of: Option<usize>| {
                    let within = |own: &&Vec<Seen>| own.first().is_some_and(|first| group(first.visit) == of);
                    seen.iter().filter(within).count() as f64
                };
                let of = |own: &Vec<Seen>| {
                    let visit = own.first()?.visit;
                    let stratum = group(visit)?;
                    let drawn = sample.groups[stratum].visits as f64;
                    let told = own.len() as f64 / visit.drawn.len() as f64;
                    Some(Cluster {
                        stratum,
                        chance: visit.chance? * visited(Some(stratum)) / drawn,
                        members: own.iter().map(|seen| member(seen, seen.claim.within * told)).collect(),
                    })
                };
                seen.iter().filter_map(of).collect()
            }
            Design::Claims { .. } => {
                let stratum = |own: &Seen| {
                    let same = |it: &StratumCount| it.grade == own.claim.grade && it.group == own.visit.group;
                    sample.strata.iter().position(same)
                };
                let mut counts: BTreeMap<usize, usize> = BTreeMap::new();
                seen.iter().flatten().filter_map(stratum).for_each(|own| *counts.entry(own).or_default() += 1);
                let of = |own: &Seen| {
                    let stratum = stratum(own)?;
                    let chance = counts[&stratum] as f64 / sample.strata[stratum].claims as f64;
                    Some(Cluster { stratum, chance, members: vec![member(own, 1.0)] })
                };
                seen.iter().flatten().filter_map(of).collect()
            }
        }
    }

    /// What claims are worth by the grade of their evidence.
    fn caps(&self, calculation: &Calculation) -> Vec<ImpliedCap> {
        let Some(sample) = self.sample else { return Vec::new() };
        let framework = &self.series.framework;
        let all = self.seen();
        let scale_of = |criterion: usize| {
            framework.scales.iter().position(|scale| scale.code == framework.criteria[criterion].scale)
        };
        let item = |criterion: usize| calculation.item_of(criterion).map(|item| &calculation.items[item]);
        let mut kinds: BTreeSet<(Option<usize>, u8)> = BTreeSet::new();
        for own in all.iter().flatten() {
            if let Some(grade) = own.verdict.grade {
                kinds.extend([(None, grade), (scale_of(own.verdict.criterion), grade)]);
            }
        }
        let of = |(scale, grade): (Option<usize>, u8)| {
            let pair = |own: &Seen| {
                let within = scale.is_none() || scale_of(own.verdict.criterion) == scale;
                let counts = own.verdict.grade == Some(grade) && within;
                let item = item(own.verdict.criterion).filter(|_| counts)?;
                Some((placed(own.claim.claimed, item)?, placed(own.verdict.found?, item)?))
            };
            let of_pairs = |value: &dyn Fn((f64, f64)) -> (f64, f64)| {
                ratio(&self.clusters(sample, &all, &|own| pair(own).map(value)))
            };
            let worth = of_pairs(&|(claimed, found)| (found, claimed))?;
            let estimate: Estimate = worth.estimate(self.confidence).into();
            let used = scale.and_then(|scale| {
                let alike = calculation.items.iter().find(|item| scale_of(item.criterion) == Some(scale))?;
                alike.caps.get(usize::from(grade)).copied().filter(|cap| cap.is_finite())
            });
            Some(ImpliedCap {
                grade,
                scale,
                seen: all.iter().flatten().filter(|own| pair(own).is_some()).count(),
                claimed: of_pairs(&|(claimed, _)| (claimed, 1.0))?.value,
                found: of_pairs(&|(_, found)| (found, 1.0))?.value,
                ratio: Estimate {
                    interval: estimate.interval.map(|(low, high)| (low.max(0.0), high.min(1.0))),
                    ..estimate
                },
                used,
            })
        };
        kinds.into_iter().filter_map(of).collect()
    }
}

impl Domain {
    fn holds(&self, of_grade: Option<&Code>, of_group: Option<&String>) -> bool {
        match self {
            Domain::Nation => true,
            Domain::Grade { grade } => grade.as_ref() == of_grade,
            Domain::Group { group } => group.as_ref() == of_group,
            Domain::Stratum { grade, group } => grade.as_ref() == of_grade && group.as_ref() == of_group,
        }
    }
}

/// A value between the worst and the best of its scale, 0–1; none where the scale has no ends.
fn placed(value: f64, item: &Item) -> Option<f64> {
    let (worst, best) = item.range;
    ((best - worst).is_finite() && best > worst).then(|| (value - worst) / (best - worst))
}

/// Agencies of which something did not hold, those with most refuted first.
fn failed(judged: &[JudgedClaim]) -> Vec<FailedAgency> {
    let mut by_agency: BTreeMap<usize, FailedAgency> = BTreeMap::new();
    for own in judged {
        let none = FailedAgency { agency: own.agency, seen: 0, refuted: 0, partly: 0 };
        let counts = by_agency.entry(own.agency).or_insert(none);
        counts.seen += 1;
        counts.refuted += usize::from(own.outcome == AuditOutcome::Refuted);
        counts.partly += usize::from(own.outcome == AuditOutcome::Partly);
    }
    let mut failed: Vec<FailedAgency> = by_agency.into_values().filter(|own| own.refuted + own.partly > 0).collect();
    failed.sort_by_key(|own| std::cmp::Reverse((own.refuted, own.partly)));
    failed
}

/// How far the first two auditors of a claim agree, by name.
fn agreement(calculation: &Calculation, verdicts: &[AuditVerdict], confidence: f64) -> Option<AuditorAgreement> {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for own in standing(calculation, verdicts).into_values() {
        let mut named: Vec<&&AuditVerdict> = own.iter().collect();
        named.sort_by_key(|verdict| &verdict.auditor);
        if let [first, second, ..] = named[..] {
            pairs.push((first.outcome as usize, second.outcome as usize));
        }
    }
    let kappa = kappa(&pairs, OUTCOMES, Weights::Quadratic, confidence);
    (!pairs.is_empty()).then(|| AuditorAgreement {
        claims: pairs.len(),
        alike: pairs.iter().filter(|(one, other)| one == other).count(),
        kappa: kappa.map(|found| found.kappa.into()),
    })
}

/// Stages and scores that are others.
fn changes(before: &Assessment, after: &Assessment) -> (Vec<StageChange>, Vec<ScoreChange>) {
    let earlier: BTreeMap<usize, &AgencyAssessment> = before.agencies.iter().map(|own| (own.agency, own)).collect();
    let (mut stages, mut scores) = (Vec::new(), Vec::new());
    for own in &after.agencies {
        let Some(old) = earlier.get(&own.agency) else { continue };
        for truth in Truth::ALL {
            let (one, other) = (old.judgements.get(truth).as_deref(), own.judgements.get(truth).as_deref());
            let reached = |judgement: Option<&Judgement>| Some(judgement?.ladder.as_ref()?.reached);
            let (from, to) = (reached(one), reached(other));
            if from != to {
                stages.push(StageChange { agency: own.agency, truth, before: from, after: to });
            }
            let dimensions = other.or(one).map_or(0, |judgement| judgement.scores.len());
            let value = |judgement: Option<&Judgement>, place: usize| judgement?.scores.get(place)?.value;
            for dimension in 0..dimensions {
                let (from, to) = (value(one, dimension), value(other, dimension));
                if from != to {
                    scores.push(ScoreChange { agency: own.agency, dimension, truth, before: from, after: to });
                }
            }
        }
    }
    (stages, scores)
}
