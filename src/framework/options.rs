//! Options of a scale as people and survey tools write them: one with its number in front, or several in one cell.
use crate::framework::Scale;
use crate::text::fold;

/// The code of the option under which anything else is written.
pub const OTHER: &str = "other";

/// The options named in a cell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen {
    /// Positions on the scale, in its order.
    pub options: Vec<usize>,
    /// What names none of them.
    pub rest: Vec<String>,
}

impl Scale {
    /// The option of a code, title or other spelling; none also where two share it.
    pub fn position(&self, text: &str) -> Option<usize> {
        let text = text.trim();
        if let Some(position) = self.choices.iter().position(|choice| choice.code.matches(text)) {
            return Some(position);
        }
        let folded = fold(text);
        let mut named = self.spellings().filter(|(_, spelling)| fold(spelling) == folded).map(|(position, _)| position);
        let first = named.next()?;
        named.all(|position| position == first).then_some(first)
    }

    /// The option of a number with its title behind (`3 – Defined`, also in two languages: `3 – محدّد / Defined`), or
    /// with a word for *level* in front (`Level 3`); `level` are such words, folded.
    pub fn labelled(&self, text: &str, level: &[String]) -> Option<usize> {
        let text = text.trim();
        let of_code = |code: &str| {
            let code = fold(code);
            self.choices.iter().position(|choice| fold(choice.code.as_str()) == code)
        };
        if let Some((word, code)) = text.rsplit_once(char::is_whitespace)
            && level.contains(&fold(word))
        {
            return of_code(code);
        }
        let (code, title) = text.split_once(['–', '—', '-', '.', ':', ')'])?;
        let position = of_code(code)?;
        let mut titles = title.split('/').map(str::trim).filter(|title| !title.is_empty()).peekable();
        titles.peek()?;
        titles.all(|title| self.position(title) == Some(position)).then_some(position)
    }

    /// The options that a cell names: parted by `;`, by commas or by spaces, although their titles may hold each of these.
    pub fn chosen(&self, text: &str) -> Chosen {
        let mut known: Vec<(String, usize)> =
            self.spellings().map(|(position, spelling)| (fold(spelling), position)).collect();
        known.extend(self.choices.iter().enumerate().map(|(position, choice)| (fold(choice.code.as_str()), position)));
        known.sort_by_key(|(spelling, _)| std::cmp::Reverse(spelling.len()));
        let mut chosen = Chosen::default();
        let folded = fold(text);
        let mut left = folded.as_str();
        let strongest = [';', '؛', '|', ',', '،'].into_iter().find(|sign| folded.contains(*sign));
        loop {
            left = left.trim_start_matches(is_joint);
            if left.is_empty() {
                break;
            }
            let found = known.iter().find(|(spelling, _)| {
                let behind = left.strip_prefix(spelling.as_str());
                !spelling.is_empty() && behind.is_some_and(|behind| behind.is_empty() || behind.starts_with(is_joint))
            });
            if let Some((spelling, position)) = found {
                chosen.options.push(*position);
                left = &left[spelling.len()..];
                continue;
            }
            let end = match strongest {
                Some(sign) => left.find(sign),
                None => left.find(' '),
            };
            let (rest, behind) = left.split_at(end.unwrap_or(left.len()));
            chosen.rest.push(rest.trim().to_owned());
            left = behind;
        }
        chosen.options.sort_unstable();
        chosen.options.dedup();
        chosen.rest = restore(text, chosen.rest);
        chosen
    }

    fn spellings(&self) -> impl Iterator<Item = (usize, &str)> {
        self.choices.iter().enumerate().flat_map(|(position, choice)| {
            let titles = choice.title.iter().map(|(_, title)| title);
            titles.chain(choice.aliases.iter().map(String::as_str)).map(move |spelling| (position, spelling))
        })
    }
}

fn is_joint(letter: char) -> bool {
    matches!(letter, ';' | '؛' | '|' | ',' | '،' | ' ')
}

/// Folded parts as they stand in the text.
fn restore(text: &str, parts: Vec<String>) -> Vec<String> {
    let pieces = |sign: char| text.split(sign).map(str::trim);
    let original = |part: String| {
        let found =
            [';', '؛', '|', ',', '،', ' '].into_iter().find_map(|sign| pieces(sign).find(|piece| fold(piece) == part));
        found.map_or(part.clone(), str::to_owned)
    };
    parts.into_iter().map(original).collect()
}
