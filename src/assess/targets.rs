//! Targets that nothing can reach.
use crate::calculation::Calculation;
use crate::finding::{Findings, Place, Problem};
use crate::framework::Framework;
use crate::survey::{STAGE, Survey};
use crate::table::shortest;

/// Leaves out, with a finding, targets of stages and scores that lie outside what there is.
pub fn leave_out(framework: &Framework, calculation: &Calculation, survey: &mut Survey, findings: &mut Findings) {
    let mut impossible = Vec::new();
    for (position, target) in survey.targets.iter().enumerate() {
        let staged = target.code == STAGE;
        let range = if staged {
            Some((1.0, calculation.stages.len() as f64))
        } else {
            framework.dimension(&target.code).and_then(|dimension| calculation.published(dimension))
        };
        let Some((low, high)) = range else { continue };
        if (low..=high).contains(&target.target) && !(staged && target.target.fract() != 0.0) {
            continue;
        }
        let place = Place {
            column: Some("target".to_owned()),
            value: Some(shortest(target.target)),
            ..survey.place(target.source)
        };
        findings.push(Problem::TargetImpossible { code_of: target.code.clone(), low, high }, place);
        impossible.push(position);
    }
    for position in impossible.into_iter().rev() {
        survey.targets.remove(position);
    }
}
