//! Totals and ratios from units drawn with chances of their own, in one stage or two.
use crate::stats::Estimate;
use crate::stats::sampling::clopper_pearson;
use statrs::distribution::{ContinuousCDF, StudentsT};

/// Units of the first stage drawn within a stratum.
#[derive(Clone, Debug, PartialEq)]
pub struct Cluster {
    /// Number of the stratum.
    pub stratum: usize,
    /// Chance (0–1) of the cluster, above 0.
    pub chance: f64,
    pub members: Vec<Member>,
}

/// A unit of the second stage, or the only one of its cluster.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Member {
    /// Chance (0–1) once the cluster is drawn, above 0.
    pub chance: f64,
    pub numerator: f64,
    /// 0 outside what is spoken of.
    pub denominator: f64,
}

/// A ratio of two estimated totals.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ratio {
    pub value: f64,
    /// Its standard error; 0 where everybody was drawn.
    pub error: f64,
    /// Clusters less strata, of those that were not certain; where all were, members less clusters.
    pub freedom: usize,
    /// Members, and clusters with a member, that the ratio rests on.
    pub members: usize,
    pub clusters: usize,
    /// Whether nothing of it was left to chance.
    pub certain: bool,
}

impl Ratio {
    /// The ratio ± t · error at a confidence (0–1); without an interval where there are no degrees of freedom, or where all
    /// that was seen is alike, so that the error says nothing.
    pub fn estimate(&self, confidence: f64) -> Estimate {
        let told = !self.certain && self.error > 0.0;
        let width = told.then(|| student(self.freedom, confidence)).flatten().map(|t| t * self.error);
        Estimate { value: self.value, interval: width.map(|width| (self.value - width, self.value + width)) }
    }
}

/// Σ value ÷ chance over what was drawn (Horvitz & Thompson 1952): an estimate of the total without bias.
pub fn horvitz_thompson(drawn: impl IntoIterator<Item = (f64, f64)>) -> f64 {
    drawn.into_iter().map(|(value, chance)| value / chance).sum()
}

/// Hájek's ratio (1971) of two Horvitz–Thompson totals with the error of its linear form: of the first stage by Hájek's
/// variance (1964), which needs no chance of two units together and holds its finite correction 1 − π; of the second stage
/// the same within each cluster ÷ its chance (Särndal, Swensson & Wretman 1992, 4.3). Of a lone unit that was not
/// certain Poisson's variance stands in. None where the denominator is not above 0.
pub fn ratio(clusters: &[Cluster]) -> Option<Ratio> {
    let total = |of: fn(&Member) -> f64| {
        let of_cluster = |cluster: &Cluster| {
            horvitz_thompson(cluster.members.iter().map(|member| (of(member), member.chance))) / cluster.chance
        };
        clusters.iter().map(of_cluster).sum::<f64>()
    };
    let denominator = total(|member| member.denominator);
    if denominator <= 0.0 || !denominator.is_finite() {
        return None;
    }
    let value = total(|member| member.numerator) / denominator;
    let residual = |member: &Member| member.numerator - value * member.denominator;
    let mut variance = 0.0;
    let mut strata: Vec<usize> = clusters.iter().map(|cluster| cluster.stratum).collect();
    strata.sort_unstable();
    strata.dedup();
    let is_open = |chance: f64| chance < 1.0;
    let (mut first, mut second) = (0_usize, 0_usize);
    for stratum in strata {
        let own: Vec<(f64, f64)> = clusters
            .iter()
            .filter(|cluster| cluster.stratum == stratum)
            .map(|cluster| {
                let within = cluster.members.iter().map(|member| (residual(member), member.chance));
                (horvitz_thompson(within), cluster.chance)
            })
            .collect();
        first += own.iter().filter(|(_, chance)| is_open(*chance)).count().saturating_sub(1);
        variance += hajek(&own);
    }
    for cluster in clusters {
        let own: Vec<(f64, f64)> = cluster.members.iter().map(|member| (residual(member), member.chance)).collect();
        second += own.iter().filter(|(_, chance)| is_open(*chance)).count().saturating_sub(1);
        variance += hajek(&own) / cluster.chance;
    }
    let told = |member: &&Member| member.denominator != 0.0;
    let any_open = |open: &dyn Fn(&Cluster) -> bool| clusters.iter().any(open);
    let first_open = any_open(&|cluster| is_open(cluster.chance));
    Some(Ratio {
        value,
        error: variance.max(0.0).sqrt() / denominator,
        freedom: if first_open { first } else { second },
        members: clusters.iter().flat_map(|cluster| &cluster.members).filter(told).count(),
        clusters: clusters.iter().filter(|cluster| cluster.members.iter().any(|member| told(&member))).count(),
        certain: !first_open && !any_open(&|cluster| cluster.members.iter().any(|own| is_open(own.chance))),
    })
}

/// A ratio that is a share, with the interval of Korn & Graubard (1998): Clopper and Pearson's at the effective sample
/// size p(1 − p) ÷ error² · (t of n − 1 ÷ t of the freedom)², never above the number of members. Where all are alike the
/// error says nothing, and each cluster counts as one case. Without degrees of freedom, as of one visit, there is no interval.
pub fn share(found: &Ratio, confidence: f64) -> Estimate {
    let p = found.value.clamp(0.0, 1.0);
    if found.certain || found.freedom == 0 {
        return Estimate::exact(p);
    }
    let members = found.members as f64;
    let size = if found.error > 0.0 {
        let ratio = match (student(found.members.saturating_sub(1), confidence), student(found.freedom, confidence)) {
            (Some(simple), Some(own)) => simple / own,
            _ => return Estimate::exact(p),
        };
        (p * (1.0 - p) / (found.error * found.error) * ratio * ratio).min(members)
    } else {
        found.clusters as f64
    };
    Estimate { value: p, interval: clopper_pearson(p * size, size, confidence) }
}

/// n ÷ (n − 1) · Σ (1 − π)(y ÷ π − A)² with A the mean of y ÷ π weighted by 1 − π, over the units that were not certain.
fn hajek(drawn: &[(f64, f64)]) -> f64 {
    let open: Vec<(f64, f64)> = drawn.iter().copied().filter(|(_, chance)| *chance < 1.0).collect();
    if let [(value, chance)] = open[..] {
        return (1.0 - chance) * (value / chance) * (value / chance);
    }
    let weights: f64 = open.iter().map(|(_, chance)| 1.0 - chance).sum();
    let centre = open.iter().map(|(value, chance)| (1.0 - chance) * value / chance).sum::<f64>() / weights;
    let square = |(value, chance): &(f64, f64)| (1.0 - chance) * (value / chance - centre) * (value / chance - centre);
    let n = open.len() as f64;
    if open.is_empty() { 0.0 } else { n / (n - 1.0) * open.iter().map(square).sum::<f64>() }
}

/// How many errors to either side an interval of a confidence (0–1) reaches; none without degrees of freedom.
fn student(freedom: usize, confidence: f64) -> Option<f64> {
    let known = (freedom > 0).then(|| StudentsT::new(0.0, 1.0, freedom as f64).ok()).flatten()?;
    Some(known.inverse_cdf(0.5 + confidence / 2.0))
}
