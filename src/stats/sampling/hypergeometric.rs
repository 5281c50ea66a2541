//! How many of a finite whole, from a simple random sample of it.
use statrs::function::gamma::ln_gamma;

/// Bounds of the number of successes among `whole` units of which `drawn` were drawn by simple random sampling without
/// replacement and `seen` of these are successes, at a confidence (0–1): every number that neither one-sided test of level
/// (1 − confidence) ÷ 2 rejects (Katz 1953; Buonaccorsi 1987). None unless seen ≤ drawn ≤ whole and something was drawn.
pub fn successes(seen: usize, drawn: usize, whole: usize, confidence: f64) -> Option<(usize, usize)> {
    if drawn == 0 || seen > drawn || drawn > whole {
        return None;
    }
    let tail = (1.0 - confidence) / 2.0;
    let (fewest, most) = (seen, whole - (drawn - seen));
    // The chance of so many or more rises with the successes there are.
    let low = first(fewest, most, |count| upper_tail(seen, drawn, count, whole) > tail);
    // The chance of so few or fewer falls with them: successes and failures change places.
    let failures = first(whole - most, whole - fewest, |count| upper_tail(drawn - seen, drawn, count, whole) > tail);
    Some((low, whole - failures))
}

/// The least number of a range from which on something holds; the end where it holds nowhere before.
fn first(mut low: usize, mut high: usize, holds: impl Fn(usize) -> bool) -> usize {
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) { high = middle } else { low = middle + 1 }
    }
    low
}

/// P(X ≥ seen) of the hypergeometric distribution: `count` successes among `whole`, `drawn` of them drawn.
fn upper_tail(seen: usize, drawn: usize, count: usize, whole: usize) -> f64 {
    let (least, most) = ((drawn + count).saturating_sub(whole), drawn.min(count));
    if seen <= least {
        return 1.0;
    }
    if seen > most {
        return 0.0;
    }
    let chance = |x: usize| {
        let ways = ln_choose(count, x) + ln_choose(whole - count, drawn - x) - ln_choose(whole, drawn);
        libm::exp(ways)
    };
    // The shorter sum, from its smallest term on.
    if most - seen < seen - least {
        (seen..=most).rev().map(chance).sum::<f64>().min(1.0)
    } else {
        1.0 - (least..seen).map(chance).sum::<f64>().min(1.0)
    }
}

fn ln_choose(n: usize, k: usize) -> f64 {
    let ln_factorial = |m: usize| ln_gamma(m as f64 + 1.0);
    if k == 0 || k == n { 0.0 } else { ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k) }
}
