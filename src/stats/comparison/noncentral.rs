//! The share of variance between groups, from the noncentral F distribution.
use statrs::function::beta::beta_reg;
use statrs::function::gamma::ln_gamma;

/// A bracket this narrow, to its upper end, is halved no more.
const NARROW: f64 = 1e-13;
/// Terms this many standard deviations from the mean of a Poisson distribution, and this many more, are nothing.
const REACH: (f64, f64) = (8.0, 25.0);

/// The interval of λ / (λ + n) of those noncentralities λ at which F is neither too high nor too low for the confidence
/// (0–1; Steiger 2004): 0 at its lower end where even λ = 0 would make F no surprise.
pub(super) fn share_interval(f: f64, freedom: (f64, f64), n: f64, confidence: f64) -> (f64, f64) {
    let at = |p: f64| {
        let below = |lambda: f64| cumulative(f, freedom, lambda) < p;
        if below(0.0) {
            return 0.0;
        }
        let mut high = f * freedom.0 + freedom.0 + 1.0;
        while !below(high) {
            high *= 2.0;
        }
        let mut low = 0.0;
        while high - low > NARROW * high {
            let middle = (low + high) / 2.0;
            *(if below(middle) { &mut high } else { &mut low }) = middle;
        }
        low / (low + n)
    };
    (at(0.5 + confidence / 2.0), at(0.5 - confidence / 2.0))
}

/// P(F ≤ f) = Σ Poisson(j; λ/2) Iₓ(d₁/2 + j, d₂/2) with x = d₁f / (d₁f + d₂): from the largest j down, since
/// Iₓ(a, b) = Iₓ(a+1, b) + xᵃ (1−x)ᵇ / (a B(a, b)) adds only.
fn cumulative(f: f64, freedom: (f64, f64), lambda: f64) -> f64 {
    let (a, b, mean) = (freedom.0 / 2.0, freedom.1 / 2.0, lambda / 2.0);
    let scale = freedom.0 * f + freedom.1;
    let (x, rest) = (freedom.0 * f / scale, freedom.1 / scale);
    if mean == 0.0 || x == 0.0 {
        return beta_reg(a, b, x) * libm::exp(-mean);
    }
    let reach = REACH.0 * mean.sqrt() + REACH.1;
    let (first, last) = ((mean - reach).max(0.0).floor(), (mean + reach).ceil());
    let (log_x, log_mean) = (libm::log(x), libm::log(mean));
    let mut weight = last * log_mean - mean - ln_gamma(last + 1.0);
    let mut step =
        (a + last) * log_x + b * libm::log(rest) + ln_gamma(a + last + b) - ln_gamma(a + last + 1.0) - ln_gamma(b);
    let (mut beta, mut sum, mut j) = (beta_reg(a + last, b, x), 0.0, last);
    loop {
        sum += libm::exp(weight) * beta;
        if j <= first {
            return sum;
        }
        weight += libm::log(j) - log_mean;
        step += libm::log((a + j) / (a + j - 1.0 + b)) - log_x;
        beta += libm::exp(step);
        j -= 1.0;
    }
}
