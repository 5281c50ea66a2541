//! Rows too alike to have been answered apart (Kuriakose & Robbins 2016).
use statrs::function::gamma::ln_gamma;

/// Rows compared with each other row while it is at hand.
const BLOCK: usize = 16;
/// A probability that no number of matches within a deviation of its expectation is below.
const COMMON: f64 = 0.01;

/// Columns that two rows both answered, and where they answered the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Equal {
    pub both: usize,
    pub equal: usize,
}

pub fn share_equal(a: &[Option<f64>], b: &[Option<f64>]) -> Equal {
    let both = || a.iter().zip(b).filter_map(|(a, b)| Some(((*a)?, (*b)?)));
    Equal { both: both().count(), equal: both().filter(|(a, b)| a == b).count() }
}

/// P(at least `equal` of independent events), each with its probability (Poisson's binomial, exact). As the probability
/// that two rows match so often it is far too small wherever columns correlate; [`alike_pairs`] is not.
pub fn independent_tail(equal: usize, chances: &[f64]) -> f64 {
    let mut counts = vec![0.0; chances.len() + 1];
    counts[0] = 1.0;
    for (seen, chance) in chances.iter().enumerate() {
        for count in (0..=seen).rev() {
            counts[count + 1] += counts[count] * chance;
            counts[count] *= 1.0 - chance;
        }
    }
    counts.iter().skip(equal).sum::<f64>().min(1.0)
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Alike {
    pub first: usize,
    pub second: usize,
    pub matches: Equal,
    /// Matches to be expected of these two rows had they been answered apart.
    pub expected: f64,
    /// Probability of as many matches or more, times the number of pairs (Bonferroni); at most 1.
    pub p: f64,
}

/// All pairs of rows together.
#[derive(Clone, Debug, PartialEq)]
pub struct Pairs {
    /// Pairs that both answered something.
    pub pairs: usize,
    /// Share of matches.
    pub share: f64,
    /// Correlation of the matches of one pair beyond what is expected of it: 0 where columns are otherwise independent.
    pub dependence: f64,
    /// Pairs with p at the level or below, least likely first.
    pub alike: Vec<Alike>,
}

/// Pairs of rows that match more often than two such rows should. A row is expected to give an answer in a column in
/// proportion to the answer's share there and to how much more often than others the row gives it, so that two rows of
/// one high or low level are not suspected for it. Matches have a beta-binomial distribution about their expectation,
/// whose dependence is the moment over all pairs (Kleinman 1973): columns that correlate match together. Copies among
/// the rows make the test more cautious, never less. Work and memory grow with the number of different values. None for
/// fewer than three pairs or where all is expected.
pub fn alike_pairs(rows: &[Vec<Option<f64>>], level: f64) -> Option<Pairs> {
    let (coded, levels) = codes(rows);
    let expected = expectations(&coded, levels);
    let mut pairs = Vec::new();
    for start in (0..coded.len()).step_by(BLOCK) {
        for second in start + 1..coded.len() {
            for first in start..(start + BLOCK).min(second) {
                let matches = compare(&coded[first], &coded[second]);
                if matches.both > 0 {
                    let expected = product(&expected[first], &expected[second]);
                    pairs.push(Alike { first, second, matches, expected, p: 1.0 });
                }
            }
        }
    }
    let count = pairs.len() as f64;
    let sum = |of: &dyn Fn(&Alike) -> f64| pairs.iter().map(of).sum::<f64>();
    let plain = |pair: &Alike| pair.expected * (1.0 - pair.expected / pair.matches.both as f64);
    let beyond = sum(&|pair| (pair.matches.equal as f64 - pair.expected).powi(2) - plain(pair));
    let together = sum(&|pair| (pair.matches.both - 1) as f64 * plain(pair));
    let dependence = (together > 0.0).then(|| (beyond / together).max(0.0)).filter(|own| *own < 1.0)?;
    let share = sum(&|pair| pair.matches.equal as f64) / sum(&|pair| pair.matches.both as f64);
    let judged = pairs.iter().filter_map(|pair| {
        let p = tail(pair.matches, pair.expected, dependence, level / count)? * count;
        (p <= level).then(|| Alike { p: p.min(1.0), ..*pair })
    });
    let mut alike: Vec<Alike> = judged.collect();
    alike.sort_by(|a, b| a.p.total_cmp(&b.p).then((a.first, a.second).cmp(&(b.first, b.second))));
    (pairs.len() >= 3).then_some(Pairs { pairs: pairs.len(), share, dependence, alike })
}

/// Values by number from 1, ascending, 0 for a missing one; and how many values there are.
fn codes(rows: &[Vec<Option<f64>>]) -> (Vec<Vec<u16>>, usize) {
    let mut levels: Vec<f64> = rows.iter().flatten().flatten().copied().collect();
    levels.sort_by(f64::total_cmp);
    levels.dedup();
    let place = |value: f64| levels.partition_point(|level| *level < value) as u16 + 1;
    let code = |row: &Vec<Option<f64>>| row.iter().map(|value| value.map_or(0, place)).collect();
    (rows.iter().map(code).collect(), levels.len())
}

fn compare(a: &[u16], b: &[u16]) -> Equal {
    let (mut both, mut equal) = (0_u16, 0_u16);
    for (a, b) in a.iter().zip(b) {
        let known = u16::from(*a != 0) & u16::from(*b != 0);
        both += known;
        equal += known & u16::from(a == b);
    }
    Equal { both: usize::from(both), equal: usize::from(equal) }
}

/// By row, then by column and value: the probability of each answer; 0 in columns that the row did not answer.
fn expectations(coded: &[Vec<u16>], levels: usize) -> Vec<Vec<f64>> {
    let width = coded.iter().map(Vec::len).max().unwrap_or(0);
    let mut by_column = vec![vec![0.0; levels]; width];
    for row in coded {
        for (counts, code) in by_column.iter_mut().zip(row).filter(|(_, code)| **code > 0) {
            counts[usize::from(*code) - 1] += 1.0;
        }
    }
    let mut overall: Vec<f64> = (0..levels).map(|place| by_column.iter().map(|counts| counts[place]).sum()).collect();
    let total: f64 = overall.iter().sum();
    overall.iter_mut().for_each(|count| *count /= total);
    let row = |codes: &Vec<u16>| {
        let mut leaning = vec![1.0; levels];
        codes.iter().filter(|code| **code > 0).for_each(|code| {
            leaning[usize::from(*code) - 1] += 1.0 / overall[usize::from(*code) - 1];
        });
        let mut line = vec![0.0; width * levels];
        for ((cells, counts), code) in line.chunks_mut(levels.max(1)).zip(&by_column).zip(codes) {
            if *code > 0 {
                let sum: f64 = product(counts, &leaning);
                cells.iter_mut().zip(counts.iter().zip(&leaning)).for_each(|(cell, (a, b))| *cell = a * b / sum);
            }
        }
        line
    };
    coded.iter().map(row).collect()
}

/// Σ ab, in eight sums beside each other.
fn product(a: &[f64], b: &[f64]) -> f64 {
    let mut sums = [0.0; 8];
    let (wide, rest) = (a.len() / 8 * 8, a.len() % 8);
    for (a, b) in a[..wide].chunks_exact(8).zip(b[..wide].chunks_exact(8)) {
        sums.iter_mut().zip(a.iter().zip(b)).for_each(|(sum, (a, b))| *sum += a * b);
    }
    let last: f64 = a[a.len() - rest..].iter().zip(&b[b.len() - rest..]).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f64>() + last
}

/// P(at least as many matches); none where it is certainly above `most`.
fn tail(matches: Equal, expected: f64, dependence: f64, most: f64) -> Option<f64> {
    let Equal { both, equal } = matches;
    let share = expected / both as f64;
    if share <= 0.0 || share >= 1.0 {
        return (most >= 1.0).then_some(1.0);
    }
    let deviation = (expected * (1.0 - share) * (1.0 + (both - 1) as f64 * dependence)).sqrt();
    if most < COMMON && equal as f64 <= expected + deviation {
        return None;
    }
    let ln_choose = |equal: usize| {
        ln_gamma(both as f64 + 1.0) - ln_gamma(equal as f64 + 1.0) - ln_gamma((both - equal) as f64 + 1.0)
    };
    let ln_beta = |a: f64, b: f64| ln_gamma(a) + ln_gamma(b) - ln_gamma(a + b);
    let size = 1.0 / dependence - 1.0;
    let (a, b) = (share * size, (1.0 - share) * size);
    let density = |equal: usize| {
        let (yes, no) = (equal as f64, (both - equal) as f64);
        let ln_odds = if dependence > 1e-6 {
            ln_beta(yes + a, no + b) - ln_beta(a, b)
        } else {
            yes * libm::log(share) + no * libm::log(1.0 - share)
        };
        libm::exp(ln_choose(equal) + ln_odds)
    };
    (density(equal) <= most).then(|| (equal..=both).rev().map(density).sum())
}
