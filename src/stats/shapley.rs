//! Shares of players in what a game is worth together.

/// What each of n players adds on average over all orders (Shapley 1953), from the worth of every subset:
/// `worth[S]` for S as bits, 2ⁿ values. The shares add up to `worth[all] − worth[none]`.
pub fn shapley(worth: &[f64]) -> Vec<f64> {
    let players = worth.len().trailing_zeros() as usize;
    let weights = order_weights(players);
    let share = |player: usize| {
        let own = 1 << player;
        let without = (0..worth.len()).filter(|others| others & own == 0);
        without.map(|others| weights[others.count_ones() as usize] * (worth[others | own] - worth[others])).sum()
    };
    (0..players).map(share).collect()
}

/// How likely a player comes right after given others, by their number, in a random order of so many players:
/// |S|! (n − |S| − 1)! / n!
pub fn order_weights(players: usize) -> Vec<f64> {
    let mut weights = Vec::with_capacity(players);
    let mut ways = 1.0;
    for before in 0..players {
        weights.push(1.0 / (players as f64 * ways));
        ways *= (players - 1 - before) as f64 / (before + 1) as f64;
    }
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_glove_game() {
        // One left glove and two right ones: a pair is worth 1.
        let worth: Vec<f64> = (0..8_u32).map(|set| f64::from(u8::from(set & 1 > 0 && set & 6 > 0))).collect();
        let shares = shapley(&worth);
        for (share, known) in shares.iter().zip([2.0 / 3.0, 1.0 / 6.0, 1.0 / 6.0]) {
            assert!((share - known).abs() < 1e-15, "{shares:?}");
        }
    }

    #[test]
    fn shares_add_up_and_whoever_changes_nothing_has_none() {
        let worth: Vec<f64> = (0..64_u64).map(|set| ((set & !8) as f64 * 0.7).sin()).collect();
        let shares = shapley(&worth);
        assert!((shares.iter().sum::<f64>() - (worth[63] - worth[0])).abs() < 1e-14);
        assert!(shares[3].abs() < 1e-15);
    }

    #[test]
    fn every_order_is_counted_once() {
        for players in 1..9 {
            let weights = order_weights(players);
            let mut subsets = 1.0;
            let mut total = 0.0;
            for (before, weight) in weights.iter().enumerate() {
                total += subsets * weight;
                subsets *= (players - 1 - before) as f64 / (before + 1) as f64;
            }
            assert!((total - 1.0).abs() < 1e-14);
        }
    }
}
