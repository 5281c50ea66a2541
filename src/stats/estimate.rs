//! A number with what is known of its precision.

/// A number, between which two ends it lies; none where it is exact or its precision cannot be told.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    pub value: f64,
    pub interval: Option<(f64, f64)>,
}

impl Estimate {
    pub fn exact(value: f64) -> Estimate {
        Estimate { value, interval: None }
    }
}
