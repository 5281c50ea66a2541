//! Numbers as people write them: digits of any script, decimal comma or point, separators of thousands, percent signs.
//! Compatibility forms are left alone: `2²` is not 22.

/// A number as written.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Written {
    pub value: f64,
    /// Whether a percent sign stood beside it.
    pub percent: bool,
}

/// Reads a number; none when it is none, or could be two (`1,234` is either 1234 or 1.234).
pub fn parse(text: &str) -> Option<Written> {
    let mut plain = String::with_capacity(text.len());
    let mut percent = false;
    let mut negative = false;
    let mut closed = false;
    for letter in text.trim_matches(is_padding).chars() {
        if is_mark(letter) {
            continue;
        }
        // Arabic may set the sign first, `%45`; behind the number nothing follows it.
        if closed && !is_space(letter) {
            return None;
        }
        match letter {
            '%' | '٪' | '\u{fe6a}' | '％' if !percent => {
                percent = true;
                closed = !plain.is_empty();
            }
            '-' | '\u{2212}' | '\u{2010}' | '\u{2011}' | '\u{2012}' | '\u{2013}' | '\u{fe63}' | '\u{ff0d}'
                if plain.is_empty() && !negative =>
            {
                negative = true;
            }
            '-' | '+' if plain.ends_with(['e', 'E']) => plain.push(letter),
            '+' if plain.is_empty() && !negative => {}
            '٫' => plain.push('D'),
            '٬' => plain.push('T'),
            '’' | '\'' => plain.push('T'),
            '،' | ',' => plain.push(','),
            letter if is_space(letter) => plain.push(' '),
            letter => match digit(letter) {
                Some(digit) => plain.push(digit),
                None if matches!(letter, '.' | 'e' | 'E') => plain.push(letter),
                None => return None,
            },
        }
    }
    let magnitude = magnitude(plain.trim())?;
    Some(Written { value: if negative { -magnitude } else { magnitude }, percent })
}

/// Text without the white space, byte order marks and direction marks around it.
#[inline]
pub(super) fn trim(text: &str) -> &str {
    let graphic = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_graphic);
    if graphic(text.as_bytes().first()) && graphic(text.as_bytes().last()) {
        return text;
    }
    text.trim_matches(is_padding)
}

/// `D` stands for a certain decimal mark, `T` for a certain separator of thousands.
fn magnitude(plain: &str) -> Option<f64> {
    let (mantissa, exponent) = match plain.find(['e', 'E']) {
        Some(at) => (&plain[..at], &plain[at..]),
        None => (plain, ""),
    };
    let count = |mark: char| mantissa.matches(mark).count();
    let (commas, points, certain) = (count(','), count('.'), count('D'));
    let decimal = match (certain, commas, points) {
        (1, ..) => 'D',
        (0, 0, 0) => 'D',
        (0, 0, 1) => '.',
        (0, 1, 0) if count('T') + count(' ') > 0 => ',',
        (0, 1, 0) => {
            let (whole, part) = mantissa.split_once(',')?;
            let thousands = part.len() == 3 && (1..=3).contains(&whole.len()) && !whole.starts_with('0');
            if thousands {
                return None;
            }
            ','
        }
        (0, 1, 1) => match mantissa.rfind(',') > mantissa.rfind('.') {
            true => ',',
            false => '.',
        },
        (0, 1, 2..) => ',',
        (0, 2.., 1) => '.',
        (0, 2.., 0) | (0, 0, 2..) => 'D',
        _ => return None,
    };
    let (whole, part) = mantissa.split_once(decimal).unwrap_or((mantissa, ""));
    let separators: Vec<char> = whole.chars().filter(|letter| !letter.is_ascii_digit()).collect();
    if separators.windows(2).any(|pair| pair[0] != pair[1]) {
        return None;
    }
    if let Some(separator) = separators.first() {
        let mut groups = whole.split(*separator);
        let first = groups.next().map_or(0, str::len);
        if !(1..=3).contains(&first) || !groups.all(|group| group.len() == 3) {
            return None;
        }
    }
    let whole: String = whole.chars().filter(char::is_ascii_digit).collect();
    if (whole.is_empty() && part.is_empty()) || !part.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    format!("{whole}.{part}{exponent}").replace(".e", ".0e").parse().ok().filter(|value: &f64| value.is_finite())
}

/// A decimal digit of any script as an ASCII digit.
fn digit(letter: char) -> Option<char> {
    /// In order of code point.
    const ZEROES: [char; 24] = [
        '0', '٠', '۰', '߀', '०', '০', '੦', '૦', '୦', '௦', '౦', '೦', '൦', '෦', '๐', '໐', '༠', '၀', '႐', '០', '᠐', '᥆',
        '᧐', '０',
    ];
    let zero = ZEROES.iter().rev().find(|zero| **zero <= letter)?;
    let value = letter as u32 - *zero as u32;
    (value < 10).then(|| char::from(b'0' + value as u8))
}

fn is_space(letter: char) -> bool {
    matches!(letter, ' ' | '\u{a0}' | '\u{202f}' | '\u{2007}' | '\u{2009}' | '\u{2008}')
}

/// Direction marks and other characters that are not seen.
fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{61c}')
}

fn is_padding(letter: char) -> bool {
    letter.is_whitespace() || is_mark(letter)
}
