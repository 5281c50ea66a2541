//! Drawing a fixed number of units with chances of their own (Deville & Tillé 1998, the pivotal method).
use crate::stats::stream::{choose, unit};

/// A chance nearer than this to 0 or 1 is what rounding left of it.
const NOISE: f64 = 1e-9;

/// The units drawn, in their order: unit k with chance `chances[k]` (0–1) exactly, as many as the chances add up to, where
/// that is a whole number. Units duel in the order given, each with the one left of those before: neighbours are seldom
/// drawn together, so that an order by a stratum spreads the sample over it. The same seed draws the same units.
pub fn pivotal(chances: &[f64], seed: u64) -> Vec<usize> {
    let mut drawn = vec![false; chances.len()];
    let mut standing: Option<(usize, f64)> = None;
    for (next, chance) in chances.iter().enumerate() {
        let chance = chance.clamp(0.0, 1.0);
        if chance <= NOISE {
            continue;
        }
        if chance >= 1.0 - NOISE {
            drawn[next] = true;
            continue;
        }
        let Some((before, kept)) = standing else {
            standing = Some((next, chance));
            continue;
        };
        let (sum, point) = (kept + chance, unit(seed, next as u64));
        standing = if sum < 1.0 - NOISE {
            Some(if point * sum < kept { (before, sum) } else { (next, sum) })
        } else {
            let left = sum - 1.0;
            let (won, stays) = if point * (2.0 - sum) < 1.0 - chance { (before, next) } else { (next, before) };
            drawn[won] = true;
            (left > NOISE).then_some((stays, left))
        };
    }
    if let Some((last, chance)) = standing {
        drawn[last] = unit(seed, chances.len() as u64) < chance + NOISE;
    }
    (0..chances.len()).filter(|unit| drawn[*unit]).collect()
}

/// The numbers below `count` in an order of chance, each order as likely as any other (Fisher & Yates 1938).
pub fn shuffled(count: usize, seed: u64) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    for place in (1..count).rev() {
        order.swap(place, choose(seed, place as u64, place + 1));
    }
    order
}
