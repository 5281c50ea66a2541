//! Probabilities of several tests, adjusted for their number; in the order given.

/// Each times their number, at most 1 (Dunn 1961): the chance of any false finding stays below the level.
pub fn bonferroni(p: &[f64]) -> Vec<f64> {
    p.iter().map(|own| (own * p.len() as f64).min(1.0)).collect()
}

/// Stepwise (Holm 1979): as strict as Bonferroni's about any false finding, and never less powerful.
pub fn holm(p: &[f64]) -> Vec<f64> {
    let (mut adjusted, mut largest) = (vec![0.0; p.len()], 0.0_f64);
    for (place, test) in ascending(p).into_iter().enumerate() {
        largest = largest.max(p[test] * (p.len() - place) as f64).min(1.0);
        adjusted[test] = largest;
    }
    adjusted
}

/// Stepwise (Benjamini & Hochberg 1995): the expected share of false ones among the findings stays below the level.
pub fn benjamini_hochberg(p: &[f64]) -> Vec<f64> {
    let (mut adjusted, mut smallest) = (vec![0.0; p.len()], 1.0_f64);
    for (place, test) in ascending(p).into_iter().enumerate().rev() {
        smallest = smallest.min(p[test] * p.len() as f64 / (place + 1) as f64);
        adjusted[test] = smallest;
    }
    adjusted
}

fn ascending(p: &[f64]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..p.len()).collect();
    order.sort_by(|a, b| p[*a].total_cmp(&p[*b]));
    order
}
