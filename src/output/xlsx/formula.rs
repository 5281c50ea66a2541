//! The calculation's nodes as formulas of a spreadsheet, with functions that Excel 2010 has. A missing value is an empty
//! text, one that does not apply a dash: sums leave both out.
use crate::calculation::{Aggregation, Calculation, Item, Lookup, NOISE, Step};
use crate::framework::{Aggregate, MissingRule, Pass};
use crate::output::xlsx::plan::{Aside, Plan};
use crate::truth::Truth;

/// How a gate or stage stands, whatever the language.
pub(super) const PASSED: &str = "✓";
pub(super) const FAILED: &str = "✗";
pub(super) const OPEN: &str = "○";
pub(super) const NONE: &str = "–";

/// Letters that a formula can have in Excel.
const LONGEST: usize = 8000;

/// Formulas of the rows of a node; none: a value.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Measures {
    pub(super) value: Option<Written>,
    pub(super) low: Option<Written>,
    pub(super) high: Option<Written>,
    pub(super) answered: Option<Written>,
    pub(super) applicable: Option<Written>,
}

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Written {
    Plain(String),
    /// Its ranges are arrays, which Excel 2010 must be told.
    Array(String),
}

/// What is taken from a part.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Pick {
    Value,
    /// The value, a missing one at its worst.
    Worst,
    Low,
    High,
}

/// A part of an aggregation as it stands on the sheet.
enum Term {
    /// Criteria in rows one below another, weighted by the column of weights.
    Run {
        first: u32,
        last: u32,
        worst: (f64, f64),
        best: (f64, f64),
    },
    Criterion {
        row: u32,
        weight: f64,
    },
    Node {
        row: u32,
        weight: f64,
        worst: f64,
    },
}

/// What an answer in a cell is worth.
pub(super) fn look_up(item: &Item, cell: &str, scale: &str) -> String {
    let measured = |value: String| format!("IF(ISNUMBER({cell}),{value},IF({cell}=not_applicable,\"{NONE}\",\"\"))");
    match item.lookup {
        Lookup::Choices(_) | Lookup::Several(_) => {
            format!("IF({cell}=\"\",\"\",IFERROR(VLOOKUP({cell},{scale},2,FALSE),\"\"))")
        }
        Lookup::Share | Lookup::Plain => measured(cell.to_owned()),
        Lookup::Goalposts { floor, target } => {
            measured(format!("MAX(0,MIN(1,({cell}-({floor}))/({target}-({floor}))))"))
        }
    }
}

/// A value held down to what the grade in a cell supports.
pub(super) fn capped(value: &str, caps: &str, grade: &str) -> String {
    format!("MIN({value},INDEX({caps},MATCH({grade},grades,0)))")
}

/// The state of a gate: `value` is the criterion's value, `limit` its limit, `grade` the grade and the least one wanted
/// where evidence is.
pub(super) fn gate(pass: Pass, value: &str, limit: &str, grade: Option<(&str, &str)>, missing: &str) -> String {
    let admitted = admits(pass, value, limit);
    let admitted = match grade {
        Some((grade, least)) => format!("AND(MATCH({grade},grades,0)>=MATCH({least},grades,0),{admitted})"),
        None => admitted,
    };
    format!("IF({value}=\"{NONE}\",\"{NONE}\",IF({value}=\"\",{missing},IF({admitted},\"{PASSED}\",\"{FAILED}\")))")
}

/// Whether a value passes a gate.
pub(super) fn admits(pass: Pass, value: &str, limit: &str) -> String {
    match pass {
        Pass::Above(_) => format!("{value}>{limit}+{}", noise()),
        Pass::AtLeast(_) => format!("{value}>={limit}-{}", noise()),
    }
}

pub(super) fn noise() -> String {
    format!("{NOISE:e}").to_uppercase()
}

/// The rows of a node for the agency of a column.
pub(super) fn measures(
    calculation: &Calculation,
    plan: &Plan,
    node: usize,
    truth: Truth,
    column: &str,
    differences: &str,
) -> Measures {
    let (Some(own), Step::Aggregate(aggregation)) = (plan.nodes[node], &calculation.nodes[node].step) else {
        return Measures::default();
    };
    if aggregation.weights.is_some() || matches!(aggregation.missing, MissingRule::MinimumParts(_)) {
        return Measures::default();
    }
    let sheet = Sheet { plan, truth, column, differences };
    let counted = |weighs: bool| terms(calculation, plan, node, aggregation, weighs);
    let Some(all) = counted(false) else { return Measures::default() };
    let Some(live) = counted(true) else { return Measures::default() };
    let bounded = aggregation
        .parts
        .iter()
        .all(|(part, _)| calculation.nodes[*part].range.0.is_finite() && calculation.nodes[*part].range.1.is_finite());
    let relative = aggregation.rule == Aggregate::Copeland;
    let additive = matches!(aggregation.rule, Aggregate::Arithmetic | Aggregate::Sum);
    let pick = |pick: Pick| {
        let written = if additive {
            Written::Plain(sheet.additive(aggregation, &live, pick, own))
        } else {
            Written::Array(sheet.array(aggregation, &live, pick)?)
        };
        Some(written).filter(|written| written.text().len() < LONGEST)
    };
    let value = if aggregation.missing == MissingRule::Zero { Pick::Worst } else { Pick::Value };
    let withheld = match aggregation.missing {
        MissingRule::Propagate => {
            Some(format!("{}<{}", sheet.weights(&live, Pick::Value), sheet.weights(&live, Pick::Low)))
        }
        MissingRule::MinimumCoverage(share) => {
            let (answered, applicable) = (sheet.at(own + 3), sheet.at(own + 4));
            Some(format!("{answered}+{}<{share}*{applicable}", noise()))
        }
        MissingRule::Drop | MissingRule::Zero | MissingRule::MinimumParts(_) => None,
    };
    let withhold = |written: Written| match &withheld {
        Some(condition) => written.map(|text| format!("IF({condition},\"\",{text})")),
        None => written,
    };
    let bound = |bound: Pick| pick(bound).filter(|_| bounded && !relative);
    let count = |text: String| Some(Written::Plain(text)).filter(|written| written.text().len() < LONGEST);
    Measures {
        value: pick(value).map(withhold).filter(|_| !relative),
        low: bound(Pick::Low),
        high: bound(Pick::High),
        answered: count(sheet.sum(&all, |term| sheet.answered(term))),
        applicable: count(sheet.sum(&all, |term| sheet.applicable(term))),
    }
}

/// The parts of an aggregation, those without weight left out where they would weigh; none where one is on no sheet.
fn terms(
    calculation: &Calculation,
    plan: &Plan,
    node: usize,
    aggregation: &Aggregation,
    weighs: bool,
) -> Option<Vec<Term>> {
    let mut terms: Vec<Term> = Vec::new();
    for (part, weight) in aggregation.parts.iter().filter(|(_, weight)| !weighs || *weight > 0.0) {
        let (worst, best) = calculation.nodes[*part].range;
        let Step::Item(item) = calculation.nodes[*part].step else {
            terms.push(Term::Node { row: plan.nodes[*part]?, weight: *weight, worst });
            continue;
        };
        let row = plan.row(item)?;
        if owner(calculation, item) != Some(node) {
            terms.push(Term::Criterion { row, weight: *weight });
            continue;
        }
        match terms.last_mut() {
            Some(Term::Run { last, worst: worsts, best: bests, .. }) if *last + 1 == row => {
                *last = row;
                *worsts = (worsts.0.min(worst), worsts.1.max(worst));
                *bests = (bests.0.min(best), bests.1.max(best));
            }
            _ => terms.push(Term::Run { first: row, last: row, worst: (worst, worst), best: (best, best) }),
        }
    }
    Some(terms)
}

/// The aggregation whose weight of an item stands in the column of weights: the first.
pub(super) fn owner(calculation: &Calculation, item: usize) -> Option<usize> {
    calculation.nodes.iter().position(|node| match &node.step {
        Step::Aggregate(aggregation) => weight_of(calculation, aggregation, item).is_some(),
        _ => false,
    })
}

/// The weight of an item in an aggregation.
pub(super) fn weight_of(calculation: &Calculation, aggregation: &Aggregation, item: usize) -> Option<f64> {
    let part = aggregation.parts.iter().find(|(part, _)| calculation.nodes[*part].step == Step::Item(item))?;
    Some(part.1)
}

impl Written {
    pub(super) fn text(&self) -> &str {
        match self {
            Written::Plain(text) | Written::Array(text) => text,
        }
    }

    fn map(self, change: impl FnOnce(String) -> String) -> Written {
        match self {
            Written::Plain(text) => Written::Plain(change(text)),
            Written::Array(text) => Written::Array(change(text)),
        }
    }
}

/// The cells of one agency in one column of truth.
struct Sheet<'a> {
    plan: &'a Plan,
    truth: Truth,
    column: &'a str,
    differences: &'a str,
}

impl Sheet<'_> {
    /// The cell of a row, counted from 0.
    fn at(&self, row: u32) -> String {
        format!("{}{}", self.column, row + 1)
    }

    fn span(&self, first: u32, last: u32) -> String {
        format!("{0}{1}:{0}{2}", self.column, first + 1, last + 1)
    }

    fn sum(&self, terms: &[Term], say: impl Fn(&Term) -> String) -> String {
        let said: Vec<String> = terms.iter().map(say).filter(|text| !text.is_empty()).collect();
        if said.is_empty() { "0".to_owned() } else { said.join("+") }
    }

    /// Weighted mean or sum of points. Where only parts without weight apply, bounds are 0.
    fn additive(&self, aggregation: &Aggregation, terms: &[Term], pick: Pick, own: u32) -> String {
        let points = self.sum(terms, |term| self.points(term, pick));
        let weights = self.weights(terms, pick);
        let held = |value: String| match aggregation.maximum {
            Some(maximum) => format!("MIN({maximum},{value})"),
            None => value,
        };
        let weightless = aggregation.parts.iter().any(|(_, weight)| *weight <= 0.0);
        let none = match pick {
            Pick::Low | Pick::High if weightless => format!("IF({}>0,0,\"\")", self.at(own + 4)),
            _ => "\"\"".to_owned(),
        };
        match (aggregation.rule, pick) {
            (Aggregate::Sum, Pick::Value) => {
                let all = self.weights(terms, Pick::Low);
                format!("IFERROR({},{none})", held(format!("({points})*({all})/({weights})")))
            }
            (Aggregate::Sum, _) => format!("IF({weights}=0,{none},{})", held(points)),
            _ => format!("IFERROR({},{none})", held(format!("({points})/({weights})"))),
        }
    }

    /// The weight that counts: of what is known for a value, of what applies for a bound.
    fn weights(&self, terms: &[Term], pick: Pick) -> String {
        self.sum(terms, |term| match (term, pick) {
            (Term::Run { first, last, .. }, Pick::Value) => {
                format!("SUMPRODUCT({}*ISNUMBER({}))", weights(*first, *last), self.span(*first, *last))
            }
            (Term::Run { first, last, .. }, _) => {
                format!("SUMPRODUCT({}*({}<>\"{NONE}\"))", weights(*first, *last), self.span(*first, *last))
            }
            (Term::Criterion { row, weight } | Term::Node { row, weight, .. }, Pick::Value) => {
                format!("{weight}*ISNUMBER({})", self.at(*row))
            }
            (Term::Criterion { row, weight }, _) => format!("{weight}*({}<>\"{NONE}\")", self.at(*row)),
            (Term::Node { row, weight, .. }, _) => format!("{weight}*({}>0)", self.at(row + 4)),
        })
    }

    /// Weight × value, summed.
    fn points(&self, term: &Term, pick: Pick) -> String {
        match term {
            Term::Run { first, last, worst, best } => {
                let (weights, cells) = (weights(*first, *last), self.span(*first, *last));
                let mut text = format!("SUMPRODUCT({weights},{cells})");
                let (column, end) = if pick == Pick::High { ('F', best) } else { ('E', worst) };
                if pick != Pick::Value && *end != (0.0, 0.0) {
                    let ends = format!("${column}${}:${column}${}", first + 1, last + 1);
                    text += &format!("+SUMPRODUCT({weights}*{ends}*({cells}=\"\"))");
                }
                if let Some(difference) = self.difference(*first, *last, pick) {
                    text += &format!("+SUMPRODUCT({weights},{difference})");
                }
                text
            }
            Term::Criterion { row, weight } => {
                let cell = self.at(*row);
                let value = match pick {
                    Pick::Value => format!("N({cell})"),
                    Pick::Worst | Pick::Low => format!("IF({cell}=\"\",$E${},N({cell}))", row + 1),
                    Pick::High => format!("IF({cell}=\"\",$F${},N({cell}))", row + 1),
                };
                match self.difference(*row, *row, pick) {
                    Some(difference) => format!("{weight}*({value}+N({difference}))"),
                    None => format!("{weight}*{value}"),
                }
            }
            Term::Node { row, weight, worst } => match pick {
                Pick::Value => format!("{weight}*N({})", self.at(*row)),
                Pick::Worst => {
                    format!("{weight}*IF(ISNUMBER({0}),{0},IF({1}>0,{worst},0))", self.at(*row), self.at(row + 4))
                }
                Pick::Low => format!("{weight}*N({})", self.at(row + 1)),
                Pick::High => format!("{weight}*N({})", self.at(row + 2)),
            },
        }
    }

    fn answered(&self, term: &Term) -> String {
        match term.cells() {
            Some((first, last)) => {
                let known = format!("COUNT({})", self.span(first, last));
                match self.apart(first, last, Aside::Answered) {
                    Some(difference) => format!("{known}+SUM({difference})"),
                    None => known,
                }
            }
            None => self.at(term.row() + 3),
        }
    }

    fn applicable(&self, term: &Term) -> String {
        match term.cells() {
            Some((first, last)) => {
                format!("{}-COUNTIF({},\"{NONE}\")", last - first + 1, self.span(first, last))
            }
            None => self.at(term.row() + 4),
        }
    }

    /// What a bound of cells differs by from that of a known or missing answer.
    fn difference(&self, first: u32, last: u32, pick: Pick) -> Option<String> {
        match pick {
            Pick::Low => self.apart(first, last, Aside::Low),
            Pick::High => self.apart(first, last, Aside::High),
            Pick::Value | Pick::Worst => None,
        }
    }

    fn apart(&self, first: u32, last: u32, aside: Aside) -> Option<String> {
        let shift = self.plan.beside.shift(self.truth, aside, (first, last), self.plan.items.len())?;
        let cells = if first == last { self.at(first + shift) } else { self.span(first + shift, last + shift) };
        Some(format!("{}!{cells}", self.differences))
    }

    /// Any other rule, over arrays; none where bounds of cells need more than their values.
    fn array(&self, aggregation: &Aggregation, terms: &[Term], pick: Pick) -> Option<String> {
        let apart = |term: &Term| {
            let (first, last) = term.cells()?;
            self.difference(first, last, pick)
        };
        if terms.iter().any(|term| apart(term).is_some()) {
            return None;
        }
        let known = |terms: &[Term], what: &dyn Fn(&str) -> String, none: &str| -> Vec<String> {
            let of = |term: &Term| {
                let value = self.values(term, pick);
                let weighed = what(&value).replace("{w}", &term.weight());
                format!("IF(ISNUMBER({value}),{weighed},{none})")
            };
            terms.iter().map(of).collect()
        };
        let total = |what: &dyn Fn(&str) -> String| format!("SUM({})", known(terms, what, "0").join(","));
        let weights = total(&|_| "{w}".to_owned());
        let mean = |what: &dyn Fn(&str) -> String| format!("{}/{weights}", total(what));
        let zero = format!("{}>0", total(&|value| format!("IF({value}<=0,1,0)")));
        let guarded = |text: String| format!("IF({zero},0,{text})");
        let text = match aggregation.rule {
            Aggregate::Geometric => guarded(format!("EXP({})", mean(&|value| format!("{{w}}*LN({value})")))),
            Aggregate::Harmonic => guarded(format!("1/({})", mean(&|value| format!("{{w}}/{value}")))),
            Aggregate::Power(exponent) => {
                let text = format!("({})^(1/({exponent}))", mean(&|value| format!("{{w}}*{value}^({exponent})")));
                if exponent < 0.0 { guarded(text) } else { text }
            }
            Aggregate::Minimum => {
                format!("MIN({})", known(terms, &|value| value.to_owned(), "1E+300").join(","))
            }
            Aggregate::Maximum => {
                format!("MAX({})", known(terms, &|value| value.to_owned(), "-1E+300").join(","))
            }
            Aggregate::WeightedProduct => guarded(format!("EXP({})", total(&|value| format!("{{w}}*LN({value})")))),
            Aggregate::Arithmetic
            | Aggregate::Sum
            | Aggregate::MeanMin { .. }
            | Aggregate::MazziottaPareto
            | Aggregate::Copeland => return None,
        };
        let held = match aggregation.maximum {
            Some(maximum) => format!("MIN({maximum},{text})"),
            None => text,
        };
        Some(format!("IF({weights}=0,\"\",{held})"))
    }

    /// The values of a term, as they are or with what is missing at an end.
    fn values(&self, term: &Term, pick: Pick) -> String {
        let Some((first, last)) = term.cells() else {
            return match (term, pick) {
                (Term::Node { row, worst, .. }, Pick::Worst) => {
                    format!("IF(ISNUMBER({0}),{0},IF({1}>0,{worst},\"\"))", self.at(*row), self.at(row + 4))
                }
                (_, Pick::Low) => self.at(term.row() + 1),
                (_, Pick::High) => self.at(term.row() + 2),
                _ => self.at(term.row()),
            };
        };
        let cells = self.span(first, last);
        let ends = |column: char| format!("IF({cells}=\"\",${column}${}:${column}${},{cells})", first + 1, last + 1);
        match pick {
            Pick::Value => cells,
            Pick::Worst | Pick::Low => ends('E'),
            Pick::High => ends('F'),
        }
    }
}

impl Term {
    fn row(&self) -> u32 {
        match self {
            Term::Run { first, .. } => *first,
            Term::Criterion { row, .. } | Term::Node { row, .. } => *row,
        }
    }

    /// Rows of criteria.
    fn cells(&self) -> Option<(u32, u32)> {
        match self {
            Term::Run { first, last, .. } => Some((*first, *last)),
            Term::Criterion { row, .. } => Some((*row, *row)),
            Term::Node { .. } => None,
        }
    }

    fn weight(&self) -> String {
        match self {
            Term::Run { first, last, .. } => weights(*first, *last),
            Term::Criterion { weight, .. } | Term::Node { weight, .. } => weight.to_string(),
        }
    }
}

/// The column of weights.
fn weights(first: u32, last: u32) -> String {
    format!("$D${}:$D${}", first + 1, last + 1)
}
