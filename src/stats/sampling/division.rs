//! A budget divided among parts.

/// A part of a whole that is divided.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Portion {
    pub size: f64,
    pub least: usize,
    pub most: usize,
}

/// Divides `total` whole units among parts in proportion to their sizes by the highest averages of Sainte-Laguë (1910):
/// each further unit goes where size ÷ (2 · got + 1) is highest, of equals to the first. No part gets less than its least
/// or more than its most; none where the least exceed the total. Units that nobody may take are left over.
pub fn divide(total: usize, parts: &[Portion]) -> Option<Vec<usize>> {
    let mut got: Vec<usize> = parts.iter().map(|part| part.least.min(part.most)).collect();
    let mut left = total.checked_sub(got.iter().sum())?;
    while left > 0 {
        let average = |part: &usize| parts[*part].size / (2 * got[*part] + 1) as f64;
        let open = (0..parts.len()).filter(|part| got[*part] < parts[*part].most);
        let Some(next) = open.reduce(|best, part| if average(&part) > average(&best) { part } else { best }) else {
            break;
        };
        got[next] += 1;
        left -= 1;
    }
    Some(got)
}
