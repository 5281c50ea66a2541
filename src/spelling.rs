//! The word that was probably meant.

/// The candidate nearest to a word: at most a third of its letters (at least one) inserted, dropped, replaced or
/// swapped with a neighbour, ignoring case; the first of equally near ones; none when nothing is near.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let (word, other) = apart(word, candidate);
        let limit = (word.len() / 3).max(1);
        let distance = distance(&word, &other);
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// Two names without the words with which both begin or end: *Ministry of Labour* is not near *Ministry of Health*.
fn apart(one: &str, other: &str) -> (Vec<char>, Vec<char>) {
    let words = |text: &str| text.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>();
    let (one, other) = (words(one), words(other));
    let shorter = one.len().min(other.len());
    let first = one.iter().zip(&other).take_while(|(a, b)| a == b).count();
    let last = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count().min(shorter - first);
    let rest = |words: &[String]| letters(&words[first..words.len() - last].join(" "));
    (rest(&one), rest(&other))
}

fn letters(word: &str) -> Vec<char> {
    word.chars().flat_map(char::to_lowercase).collect()
}

/// Edits between two words, a swap of neighbours counted once (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before_last: Vec<usize> = Vec::new();
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i];
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before_last[j - 2] + 1);
            }
            row.push(least);
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn a_near_word_is_found_and_a_far_one_is_not() {
        let known = ["weight", "weight_sum", "gate"];
        assert_eq!(nearest("wieght", known), Some("weight"));
        assert_eq!(nearest("Weight-sum", known), Some("weight_sum"));
        assert_eq!(nearest("colour", known), None);
        let ministries = ["Ministry of Health", "Ministry of Justice"];
        assert_eq!(nearest("Ministry of Labour", ministries), None);
        assert_eq!(nearest("ministry of helth", ministries), Some("Ministry of Health"));
    }
}
