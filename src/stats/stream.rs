//! Reproducible chance: the n-th number of a stream depends on its seed and n alone.

/// The n-th output (from 0) of SplitMix64 (Steele, Lea & Flood 2014) at a seed.
pub fn draw(seed: u64, n: u64) -> u64 {
    let mut state = seed.wrapping_add(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(n.wrapping_add(1)));
    state = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    state = (state ^ (state >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    state ^ (state >> 31)
}

/// The n-th draw as a whole number below `count`, which is above 0.
pub fn choose(seed: u64, n: u64, count: usize) -> usize {
    let wide = u128::from(draw(seed, n)) * count as u128;
    (wide >> 64) as usize
}

/// The n-th draw as a number of 0 ≤ x < 1.
pub fn unit(seed: u64, n: u64) -> f64 {
    (draw(seed, n) >> 11) as f64 / (1_u64 << 53) as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Vigna's splitmix64.c at seed 1234567.
    #[test]
    fn draws_are_those_of_splitmix64() {
        let published = [6457827717110365317, 3203168211198807973, 9817491932198370423, 4593380528125082431];
        assert_eq!([0, 1, 2, 3].map(|n| draw(1234567, n)), published);
        assert!((0..1000).all(|n| choose(7, n, 3) < 3));
    }
}
