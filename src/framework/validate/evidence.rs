//! Gates and evidence do not contradict each other.
use crate::framework::fault::FrameworkProblem;
use crate::framework::validate::scales::{greatest, values};
use crate::framework::validate::{Flaws, Step, at};
use crate::framework::{EvidenceScheme, Framework, Gate, Level, Pass, Scale, ScaleKind};
use crate::method::Method;
use crate::text::Code;

pub(super) fn check(framework: &Framework, flaws: &mut Flaws) {
    if let Some(scheme) = &framework.evidence {
        grades(scheme, flaws);
        for (index, scale) in framework.scales.iter().enumerate() {
            caps(index, scale, scheme, flaws);
        }
    }
    for (index, scale) in framework.scales.iter().enumerate() {
        if let (Some(pass), Some(highest)) = (scale.gate, highest(scale))
            && !passes(pass, highest)
        {
            let problem = FrameworkProblem::GateUnreachable { scale: scale.code.to_string(), highest };
            flaws.push(at!["scales", index, "gate"], problem);
        }
    }
    for (index, criterion) in framework.criteria.iter().enumerate() {
        if let Some(strength) = criterion.gate {
            gate(at!["criteria", index, "gate"], &criterion.code, strength, framework, flaws);
        }
        if let Some(condition) = criterion.na_when.as_ref().filter(|_| !criterion.waivable) {
            let (criterion, condition) = (criterion.code.to_string(), condition.to_string());
            let problem = FrameworkProblem::ConditionNeverAccepted { criterion, condition };
            flaws.push(at!["criteria", index, "na_when"], problem);
        }
    }
    for (index, dimension) in framework.dimensions.iter().enumerate() {
        for (place, member) in dimension.members.iter().enumerate() {
            if let Some(strength) = member.gate {
                let path = at!["dimensions", index, "members", place, "gate"];
                gate(path, &member.criterion, strength, framework, flaws);
            }
        }
    }
}

pub(super) fn check_method(framework: &Framework, method: &Method, flaws: &mut Flaws) {
    let Some(scheme) = &framework.evidence else { return };
    let minimum = &method.gate_minimum_evidence;
    let supported = rank(scheme, &minimum.supported);
    let checked = rank(scheme, &minimum.checked);
    let path = |key: &str| at!["method", "gate_minimum_evidence", key];
    if let (Some(checked), Some(first)) = (checked, scheme.grades.iter().position(|grade| grade.checked))
        && checked < first
    {
        let (minimum, first) = (minimum.checked.to_string(), scheme.grades[first].code.to_string());
        flaws.push(path("checked"), FrameworkProblem::CheckedMinimumUnchecked { minimum, first });
    }
    if supported > checked && checked.is_some() {
        let (supported, checked) = (minimum.supported.to_string(), minimum.checked.to_string());
        flaws.push(path("supported"), FrameworkProblem::SupportedMinimumAboveChecked { supported, checked });
    }
    for scale in &framework.scales {
        let Some(pass) = scale.gate.filter(|pass| highest(scale).is_none_or(|highest| passes(*pass, highest))) else {
            continue;
        };
        for (column, grade) in [("supported", &minimum.supported), ("checked", &minimum.checked)] {
            let Some(cap) = scale.caps.get(grade).copied() else { continue };
            if !passes(pass, highest(scale).map_or(cap, |highest| highest.min(cap))) {
                let (scale, grade, column) = (scale.code.to_string(), grade.to_string(), column.to_owned());
                let path = path(&column);
                flaws.push(path, FrameworkProblem::CapBlocksGate { scale, grade, cap, column });
            }
        }
    }
}

/// The highest value an answer can have; none where it has no end.
fn highest(scale: &Scale) -> Option<f64> {
    match scale.kind {
        ScaleKind::Choice => greatest(&values(scale)),
        ScaleKind::Share => Some(1.0),
        ScaleKind::Number | ScaleKind::Count | ScaleKind::Several => None,
    }
}

fn passes(pass: Pass, value: f64) -> bool {
    match pass {
        Pass::Above(limit) => value > limit,
        Pass::AtLeast(limit) => value >= limit,
    }
}

fn rank(scheme: &EvidenceScheme, grade: &Code) -> Option<usize> {
    scheme.grades.iter().position(|known| known.code == *grade)
}

fn grades(scheme: &EvidenceScheme, flaws: &mut Flaws) {
    for (index, pair) in scheme.grades.windows(2).enumerate() {
        if pair[0].checked && !pair[1].checked {
            let (grade, weaker) = (pair[1].code.to_string(), pair[0].code.to_string());
            let path = at!["evidence", "grades", index + 1, "code"];
            flaws.push(path, FrameworkProblem::GradesOutOfOrder { grade, weaker });
        }
    }
    for (key, code) in [("without_record", &scheme.without_record), ("expired_as", &scheme.expired_as)] {
        if rank(scheme, code).is_some_and(|rank| scheme.grades[rank].checked) {
            let (path, key, grade) = (at!["evidence", key], key.to_owned(), code.to_string());
            flaws.push(path, FrameworkProblem::UncheckedGradeChecked { key, grade });
        }
    }
    let Some(expired) = rank(scheme, &scheme.expired_as) else { return };
    for (index, grade) in
        scheme.grades.iter().enumerate().filter(|(index, grade)| grade.months.is_some() && *index < expired)
    {
        let (grade, expired_as) = (grade.code.to_string(), scheme.expired_as.to_string());
        let path = at!["evidence", "grades", index, "months"];
        flaws.push(path, FrameworkProblem::ExpiryRaises { grade, expired_as });
    }
}

/// A grade not named does not cap, so it supports more than any that is named.
fn caps(index: usize, scale: &Scale, scheme: &EvidenceScheme, flaws: &mut Flaws) {
    for pair in scheme.grades.windows(2) {
        let cap = |at: usize| scale.caps.get(&pair[at].code).copied();
        if let Some(higher) = cap(1)
            && cap(0).is_none_or(|lower| higher < lower)
        {
            let (grade, weaker) = (pair[1].code.to_string(), pair[0].code.to_string());
            let path = at!["scales", index, "caps", Step::Key(grade.clone())];
            flaws.push(path, FrameworkProblem::CapsFall { scale: scale.code.to_string(), grade, cap: higher, weaker });
        }
    }
}

fn gate(path: Vec<Step>, code: &Code, strength: Gate, framework: &Framework, flaws: &mut Flaws) {
    let Some(criterion) = framework.criteria.iter().find(|criterion| criterion.code == *code) else { return };
    let code = || code.to_string();
    if criterion.level == Level::National {
        flaws.push(path.clone(), FrameworkProblem::GateOnNational { criterion: code() });
    }
    if criterion.perception {
        flaws.push(path.clone(), FrameworkProblem::GateOnPerception { criterion: code() });
    }
    if framework.scale(&criterion.scale).is_some_and(|scale| scale.gate.is_none()) {
        let scale = criterion.scale.to_string();
        flaws.push(path.clone(), FrameworkProblem::GateOnUngatedScale { criterion: code(), scale });
    }
    if strength == Gate::Critical && criterion.waivable {
        flaws.push(path, FrameworkProblem::CriticalWaivable { criterion: code() });
    }
}
