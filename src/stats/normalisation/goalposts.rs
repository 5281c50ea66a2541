//! Between fixed marks: no unit moves another.

/// (x − floor)/(target − floor), held within 0–1; a target below the floor means lower is better.
pub fn goalposts(x: f64, floor: f64, target: f64) -> f64 {
    scaled(x, floor, target).clamp(0.0, 1.0)
}

/// The same, not held: beyond the marks it runs on below 0 and above 1.
pub fn scaled(x: f64, floor: f64, target: f64) -> f64 {
    (x - floor) / (target - floor)
}

/// 1 between two targets, falling to 0 at the floor below and at the ceiling above: floor < from ≤ to < ceiling.
pub fn trapezoid(x: f64, floor: f64, from: f64, to: f64, ceiling: f64) -> f64 {
    goalposts(x, floor, from).min(goalposts(x, ceiling, to))
}
