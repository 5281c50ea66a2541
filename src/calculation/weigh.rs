//! Weights that follow from the values of all agencies.
use crate::calculation::FromValues;
use crate::stats::weights::{benefit_of_the_doubt, critic, entropy, equal_influence, principal_components};

/// Weights of the parts of one aggregation.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// The same for every agency.
    Common(Vec<f64>),
    /// For each agency those that are best for it, with the score they give; none where a part is missing.
    Own(Vec<Option<(Vec<f64>, f64)>>),
}

/// The weights, by part; none where the values give none. `columns[p][u]` is the value of part p for agency u.
pub fn weigh(rule: FromValues, columns: &[Vec<Option<f64>>]) -> Option<Found> {
    match rule {
        FromValues::PrincipalComponent => principal_components(columns)?.weights().map(Found::Common),
        FromValues::Entropy => entropy(columns).map(Found::Common),
        FromValues::Critic => critic(columns).map(Found::Common),
        FromValues::EqualInfluence => equal_influence(columns).map(Found::Common),
        FromValues::BenefitOfTheDoubt(least, most) => {
            let units = columns.first().map_or(0, Vec::len);
            let row = |unit: usize| columns.iter().map(|column| column[unit]).collect::<Option<Vec<f64>>>();
            let rows: Vec<Option<Vec<f64>>> = (0..units).map(row).collect();
            let whole: Vec<Vec<f64>> = rows.iter().flatten().cloned().collect();
            if whole.is_empty() || whole.iter().flatten().any(|value| *value < 0.0) {
                return None;
            }
            let mut place = 0;
            let own = rows.iter().map(|row| {
                row.as_ref()?;
                place += 1;
                let doubt = benefit_of_the_doubt(&whole, place - 1, (least, most))?;
                Some((doubt.weights, doubt.score))
            });
            Some(Found::Own(own.collect()))
        }
    }
}
