//! A column as the places of its values among its own different values: ranked once, compared with many.

pub(super) struct Levels {
    /// Row by row: 0 for the lowest value.
    pub(super) of: Vec<Option<u32>>,
    /// Rows that are known, lowest value first.
    pub(super) ascending: Vec<u32>,
    /// How many different values there are.
    pub(super) count: usize,
}

impl Levels {
    pub(super) fn new(column: &[Option<f64>]) -> Levels {
        let mut known: Vec<(f64, u32)> =
            column.iter().zip(0..).filter_map(|(value, row)| value.map(|value| (value, row))).collect();
        known.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut of = vec![None; column.len()];
        let mut count = 0;
        for place in known.chunk_by(|a, b| a.0 == b.0) {
            for (_, row) in place {
                of[*row as usize] = Some(count);
            }
            count += 1;
        }
        Levels { of, ascending: known.into_iter().map(|(_, row)| row).collect(), count: count as usize }
    }

    /// How often each level occurs among some rows' levels.
    pub(super) fn frequencies(&self, levels: impl Iterator<Item = u32>) -> Vec<u32> {
        let mut frequencies = vec![0; self.count];
        for level in levels {
            frequencies[level as usize] += 1;
        }
        frequencies
    }
}
