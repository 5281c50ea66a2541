//! Whether a framework means something: every contradiction and dangling reference, all at once.
mod evidence;
mod idle;
mod kpis;
mod references;
mod scales;
mod stages;
mod texts;
mod tree;

pub use idle::{idle, idle_in_method};
pub use scales::no_answer_spellings;
pub(super) use tree::filled;

use crate::framework::Framework;
use crate::framework::fault::FrameworkProblem;
use crate::method::Method;
use crate::spelling::nearest;
use crate::text::Code;

/// A problem and the place of the value at fault in the framework's tree.
#[derive(Clone, Debug, PartialEq)]
pub struct Flaw {
    pub problem: FrameworkProblem,
    pub path: Vec<Step>,
}

/// One step from the whole framework down to a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Step {
    Key(String),
    Index(usize),
    /// The name of a key itself, not what stands under it.
    Name(String),
}

/// Every flaw of a framework and of its own method.
pub fn validate(framework: &Framework) -> Vec<Flaw> {
    let mut flaws = Flaws::default();
    references::check(framework, &mut flaws);
    texts::check(framework, &mut flaws);
    scales::check(framework, &mut flaws);
    tree::check(framework, &mut flaws);
    evidence::check(framework, &mut flaws);
    kpis::check(framework, &mut flaws);
    flaws.list.extend(validate_method(framework, &framework.method));
    flaws.list
}

/// Every flaw of a method under a framework: an assessment's `[method]` laid over the framework's own is checked so too.
/// Paths begin with `method`.
pub fn validate_method(framework: &Framework, method: &Method) -> Vec<Flaw> {
    let mut flaws = Flaws::default();
    references::check_method(framework, method, &mut flaws);
    evidence::check_method(framework, method, &mut flaws);
    stages::check_method(framework, method, &mut flaws);
    if let Some(rule) = &method.treatment {
        scales::treated(at!["method", "treatment"], "method", rule, &mut flaws);
    }
    if let Some(rule) = &method.screening {
        flaws.range(at!["method", "screening", "answered"], "method", rule.answered, 0.0, 1.0);
        flaws.range(at!["method", "screening", "nonzero"], "method", rule.nonzero, 0.0, 1.0);
    }
    flaws.list
}

/// Flaws in the order met.
#[derive(Default)]
struct Flaws {
    list: Vec<Flaw>,
}

impl Flaws {
    fn push(&mut self, path: Vec<Step>, problem: FrameworkProblem) {
        self.list.push(Flaw { problem, path });
    }

    /// A value that must lie in `low..=high`.
    fn range(&mut self, path: Vec<Step>, owner: &str, value: f64, low: f64, high: f64) {
        if !(low..=high).contains(&value) {
            let (owner, key) = (owner.to_owned(), last_key(&path));
            self.push(path, FrameworkProblem::OutOfRange { owner, key, value, low, high });
        }
    }

    fn positive(&mut self, path: Vec<Step>, owner: &str, value: f64) {
        if !(value.is_finite() && value > 0.0) {
            let (owner, key) = (owner.to_owned(), last_key(&path));
            self.push(path, FrameworkProblem::NotPositive { owner, key, value });
        }
    }

    fn not_negative(&mut self, path: Vec<Step>, owner: &str, value: f64) {
        if !(value.is_finite() && value >= 0.0) {
            let (owner, key) = (owner.to_owned(), last_key(&path));
            self.push(path, FrameworkProblem::BelowZero { owner, key, value });
        }
    }

    fn finite(&mut self, path: Vec<Step>, owner: &str, value: f64) {
        if !value.is_finite() {
            let (owner, key) = (owner.to_owned(), last_key(&path));
            self.push(path, FrameworkProblem::NumberNotFinite { owner, key, value });
        }
    }

    fn weight(&mut self, path: Vec<Step>, owner: &str, weight: f64) {
        if !(weight.is_finite() && weight >= 0.0) {
            self.push(path, FrameworkProblem::WeightInvalid { owner: owner.to_owned(), weight });
        }
    }
}

/// The path of literal keys and positions.
macro_rules! at {
    ($($step:expr),+ $(,)?) => { vec![$(crate::framework::validate::Step::from($step)),+] };
}
use at;

impl From<&str> for Step {
    fn from(key: &str) -> Step {
        Step::Key(key.to_owned())
    }
}

impl From<usize> for Step {
    fn from(index: usize) -> Step {
        Step::Index(index)
    }
}

/// The path one step further down.
fn below(path: &[Step], step: impl Into<Step>) -> Vec<Step> {
    let mut longer = path.to_vec();
    longer.push(step.into());
    longer
}

fn last_key(path: &[Step]) -> String {
    path.iter()
        .rev()
        .find_map(|step| match step {
            Step::Key(key) | Step::Name(key) => Some(key.clone()),
            Step::Index(_) => None,
        })
        .unwrap_or_default()
}

/// The known code nearest to one that is not known; empty when none is near.
fn near<'c>(code: &Code, known: impl IntoIterator<Item = &'c Code>) -> String {
    nearest(code.as_str(), known.into_iter().map(Code::as_str)).unwrap_or_default().to_owned()
}
