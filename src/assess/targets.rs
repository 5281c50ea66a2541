//! Targets that nothing can reach.
use crate::calculation::Calculation;
use crate::finding::{Findings, Place, Problem};
use crate::framework::Framework;
use crate::survey::{STAGE, Survey};

/// Reports targets of stages and scores that lie outside what there is.
pub fn check(framework: &Framework, calculation: &Calculation, survey: &Survey, findings: &mut Findings) {
    for target in &survey.targets {
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
            value: Some(target.target.to_string()),
            ..survey.place(target.source)
        };
        findings.push(Problem::TargetImpossible { code_of: target.code.clone(), low, high }, place);
    }
}
