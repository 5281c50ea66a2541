//! Skewness and kurtosis, corrected for bias (Joanes & Gill 1998, type 2; as SAS, SPSS and Excel print them).

/// G₁ = g₁ √(n(n−1)) / (n−2); none for fewer than three values or where they do not differ.
pub fn skewness(values: &[f64]) -> Option<f64> {
    let (n, [second, third, _]) = moments(values)?;
    if n < 3.0 {
        return None;
    }
    let plain = third / (second * second.sqrt());
    Some(plain * (n * (n - 1.0)).sqrt() / (n - 2.0))
}

/// G₂ = ((n+1) g₂ + 6)(n−1) / ((n−2)(n−3)), 0 for a normal distribution; none for fewer than four values or where they
/// do not differ.
pub fn kurtosis(values: &[f64]) -> Option<f64> {
    let (n, [second, _, fourth]) = moments(values)?;
    if n < 4.0 {
        return None;
    }
    let plain = fourth / (second * second) - 3.0;
    Some(((n + 1.0) * plain + 6.0) * (n - 1.0) / ((n - 2.0) * (n - 3.0)))
}

/// n and the second, third and fourth central moment; none where the values do not differ.
fn moments(values: &[f64]) -> Option<(f64, [f64; 3])> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let central = [2, 3, 4].map(|power| values.iter().map(|value| (value - mean).powi(power)).sum::<f64>() / n);
    (central[0] > 0.0).then_some((n, central))
}
