//! Means that an unbalanced profile lowers. Weights are above 0, and there is at least one.

/// M − α(√((M − min)² + β²) − β), M the weighted mean (Casadio Tarabusi & Guarini 2013): α = 0 the mean; α = 1, β = 0 the
/// minimum.
pub fn mean_min(parts: impl Iterator<Item = (f64, f64)> + Clone, alpha: f64, beta: f64) -> f64 {
    let mean = mean(parts.clone());
    let apart = mean - parts.map(|(_, value)| value).fold(f64::INFINITY, f64::min);
    mean - alpha * ((apart * apart + beta * beta).sqrt() - beta)
}

/// M − S²/M, S the weighted standard deviation over the parts (Mazziotta & Pareto 2013, for phenomena where more is
/// better); 0 where M is 0. Of parts placed so that a reference is 100 and a deviation 10 it is their index, of parts between
/// goalposts 70 and 130 the adjusted one.
pub fn mazziotta_pareto(parts: impl Iterator<Item = (f64, f64)> + Clone) -> f64 {
    let mean = mean(parts.clone());
    if mean == 0.0 {
        return 0.0;
    }
    let variance = self::mean(parts.map(|(weight, value)| (weight, (value - mean) * (value - mean))));
    mean - variance / mean
}

fn mean(parts: impl Iterator<Item = (f64, f64)>) -> f64 {
    let (sum, weights) =
        parts.fold((0.0, 0.0), |(sum, weights), (weight, value)| (sum + weight * value, weights + weight));
    sum / weights
}
