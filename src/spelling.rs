//! The word that was probably meant.

/// The candidate nearest to a word: at most a third of its letters (at least one) inserted, dropped, replaced or
/// swapped with a neighbour, ignoring case; the first of equally near ones; none when nothing is near.
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let word = words(word);
    let length = |words: &[String]| words.iter().map(|word| word.chars().count()).sum::<usize>();
    let size = length(&word);
    // Without the words that both share, neither the limit nor the difference in letters is larger than this.
    let farthest = ((size + word.len().saturating_sub(1)) / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let other = words(candidate);
        if size.abs_diff(length(&other)) > farthest {
            continue;
        }
        let (own, rest) = apart(&word, &other);
        let limit = (own.len() / 3).max(1);
        let distance = distance(&own, &rest);
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_lowercase).collect()
}

/// Letters of two names without the words with which both begin or end: *Ministry of Labour* is not near *Ministry of
/// Health*.
fn apart(one: &[String], other: &[String]) -> (Vec<char>, Vec<char>) {
    let shorter = one.len().min(other.len());
    let first = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    let last = one.iter().rev().zip(other.iter().rev()).take_while(|(a, b)| a == b).count().min(shorter - first);
    let rest = |words: &[String]| words[first..words.len() - last].join(" ").chars().collect();
    (rest(one), rest(other))
}

/// Edits between two words, a swap of neighbours counted once (optimal string alignment).
fn distance(a: &[char], b: &[char]) -> usize {
    let mut before_last = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    let mut row = before_last.clone();
    for i in 1..=a.len() {
        row[0] = i;
        for j in 1..=b.len() {
            let replaced = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            let mut least = replaced.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                least = least.min(before_last[j - 2] + 1);
            }
            row[j] = least;
        }
        std::mem::swap(&mut before_last, &mut last);
        std::mem::swap(&mut last, &mut row);
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
