//! Settings that the rule beside them does not read.
use crate::framework::Framework;
use crate::framework::fault::FrameworkProblem;
use crate::framework::validate::{Flaw, Flaws, Step, at, below};
use crate::method::{Imputation, ImputeBy, Method, Transformation, Treatment};

/// Idle settings of a framework and of its own method. Variants of a framework that change one rule have them by right.
pub fn idle(framework: &Framework) -> Vec<Flaw> {
    let mut flaws = Flaws::default();
    for (index, criterion) in framework.criteria.iter().enumerate() {
        let owner = criterion.code.as_str();
        if let Some(rule) = &criterion.imputation {
            imputation(at!["criteria", index, "imputation"], owner, rule, &mut flaws);
        }
        if let Some(rule) = &criterion.treatment {
            treatment(at!["criteria", index, "treatment"], owner, rule, &mut flaws);
        }
    }
    flaws.list.extend(idle_in_method(&framework.method));
    flaws.list
}

/// The same of a method.
pub fn idle_in_method(method: &Method) -> Vec<Flaw> {
    let mut flaws = Flaws::default();
    if let Some(rule) = &method.imputation {
        imputation(at!["method", "imputation"], "method", rule, &mut flaws);
    }
    if let Some(rule) = &method.treatment {
        treatment(at!["method", "treatment"], "method", rule, &mut flaws);
    }
    flaws.list
}

fn imputation(path: Vec<Step>, owner: &str, rule: &Imputation, flaws: &mut Flaws) {
    let grouped = matches!(rule.by, ImputeBy::Mean | ImputeBy::Median | ImputeBy::HotDeck);
    if rule.group.is_some() && !grouped {
        told(below(&path, "group"), owner, "mean, median, hot-deck", flaws);
    }
    if rule.draws != Imputation::default().draws && rule.by != ImputeBy::HotDeck {
        told(below(&path, "draws"), owner, "hot-deck", flaws);
    }
}

fn treatment(path: Vec<Step>, owner: &str, rule: &Treatment, flaws: &mut Flaws) {
    let other = Treatment::default();
    if rule.exponent != other.exponent && rule.then != Transformation::BoxCox {
        told(below(&path, "exponent"), owner, "box-cox", flaws);
    }
    if rule.factor != other.factor && rule.then != Transformation::LogGii {
        told(below(&path, "factor"), owner, "log-gii", flaws);
    }
}

fn told(path: Vec<Step>, owner: &str, rules: &str, flaws: &mut Flaws) {
    let (owner, key, rules) = (owner.to_owned(), super::last_key(&path), rules.to_owned());
    flaws.push(path, FrameworkProblem::KeyIdle { owner, key, rules });
}
