//! What a response says, as a value: respondents' answers become one.
use crate::calculation::{Combine, Lookup};
use crate::stats::{lower_median, median};
use crate::survey::{Answer, Response, Tally};

/// A response on the values of its scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Heard {
    /// Blank, not known, or an answer that counts nowhere.
    Missing,
    NotApplicable,
    Value {
        value: f64,
        /// Every respondent gave the best answer.
        unanimous: bool,
        /// Distance between the lowest and the highest option chosen.
        spread: u8,
    },
}

/// What an answer is worth; none where it counts nowhere.
pub fn look_up(lookup: &Lookup, answer: Answer) -> Option<f64> {
    match (lookup, answer) {
        (Lookup::Choices(values), Answer::Choice(choice)) => values.get(usize::from(choice)).copied().flatten(),
        (Lookup::Several(values), Answer::Several(options)) => {
            let chosen = values.iter().enumerate().filter(|(option, _)| options & (1 << option) != 0);
            chosen.filter_map(|(_, value)| *value).reduce(|sum, value| sum + value).map(|sum| sum.min(1.0))
        }
        (Lookup::Share | Lookup::Plain, Answer::Number(number)) => Some(number),
        (Lookup::Goalposts { floor, target }, Answer::Number(number)) => {
            Some(((number - floor) / (target - floor)).clamp(0.0, 1.0))
        }
        _ => None,
    }
}

/// One response: as it is, or the respondents' majority or median, each vote weighted by its role (`role_weight`).
/// *Not applicable* needs more than half of the weight.
pub fn hear(
    lookup: &Lookup,
    combine: Combine,
    best: f64,
    response: &Response,
    role_weight: &dyn Fn(Option<u8>) -> f64,
) -> Heard {
    match response {
        Response::Blank => Heard::Missing,
        Response::One { answer: Answer::NotApplicable, .. } => Heard::NotApplicable,
        Response::One { answer, .. } => look_up(lookup, *answer).map_or(Heard::Missing, |value| Heard::Value {
            value,
            unanimous: value == best,
            spread: 0,
        }),
        Response::Many(tally) => votes(lookup, combine, best, tally, role_weight),
        Response::Few(few) if few.not_applicable => Heard::NotApplicable,
        Response::Few(few) => few.value.map_or(Heard::Missing, |value| Heard::Value {
            value,
            unanimous: few.unanimous,
            spread: few.spread,
        }),
    }
}

fn votes(
    lookup: &Lookup,
    combine: Combine,
    best: f64,
    tally: &Tally,
    role_weight: &dyn Fn(Option<u8>) -> f64,
) -> Heard {
    let mut values: Vec<(f64, f64)> = Vec::new();
    let mut options: Option<(u8, u8)> = None;
    let mut not_applicable = 0.0;
    for vote in tally.votes() {
        let weight = vote.votes.weight * role_weight(vote.role);
        if weight <= 0.0 {
            continue;
        }
        if vote.answer == Answer::NotApplicable {
            not_applicable += weight;
        }
        if let Some(value) = look_up(lookup, vote.answer) {
            values.push((value, weight));
            if let Answer::Choice(option) = vote.answer {
                options = Some(options.map_or((option, option), |(low, high)| (low.min(option), high.max(option))));
            }
        }
    }
    let total: f64 = values.iter().map(|(_, weight)| weight).sum();
    if not_applicable > total {
        return Heard::NotApplicable;
    }
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let value = match combine {
        Combine::LowerMedian => lower_median(&values),
        Combine::Median => median(&values),
        Combine::Majority => values.last().map(|(highest, _)| {
            let yes: f64 = values.iter().filter(|(value, _)| value == highest).map(|(_, weight)| weight).sum();
            if yes * 2.0 > total { *highest } else { values[0].0 }
        }),
    };
    value.map_or(Heard::Missing, |value| Heard::Value {
        value,
        unanimous: values.iter().all(|(value, _)| *value == best),
        spread: options.map_or(0, |(low, high)| high - low),
    })
}
