//! The benefit of the doubt (Melyn & Moesen 1991; Cherchye et al. 2007): data envelopment with one input of 1.
use microlp::{ComparisonOp, OptimizationDirection, Problem};

/// What a unit gets under the weights that are best for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Doubt {
    /// 0–1; 1: no other unit does better under this unit's own weights.
    pub score: f64,
    pub weights: Vec<f64>,
}

/// The greatest Σwv of a unit (a place in the rows) with which no unit exceeds 1. `rows` hold the values of each unit, 0 or
/// more; `share` is the least and greatest part (0–1) that each value may have in the unit's score: (0, 1) sets no bounds.
/// None where the programme has no solution.
pub fn benefit_of_the_doubt(rows: &[Vec<f64>], unit: usize, share: (f64, f64)) -> Option<Doubt> {
    let own = rows.get(unit)?;
    let mut problem = Problem::new(OptimizationDirection::Maximize);
    let weights: Vec<_> = own.iter().map(|value| problem.add_var(*value, (0.0, f64::INFINITY))).collect();
    for row in rows {
        let terms = weights.iter().copied().zip(row.iter().copied());
        problem.add_constraint(terms.collect::<Vec<_>>(), ComparisonOp::Le, 1.0);
    }
    for place in 0..own.len() {
        for (bound, side, open) in [(share.0, ComparisonOp::Ge, 0.0), (share.1, ComparisonOp::Le, 1.0)] {
            if bound != open {
                let term = |other: usize| own[other] * (f64::from(u8::from(other == place)) - bound);
                let terms: Vec<_> = (0..own.len()).map(|other| (weights[other], term(other))).collect();
                problem.add_constraint(terms, side, 0.0);
            }
        }
    }
    let solved = problem.solve().ok()?.into_solution().ok()?;
    Some(Doubt { score: solved.objective(), weights: weights.iter().map(|weight| solved[*weight]).collect() })
}
