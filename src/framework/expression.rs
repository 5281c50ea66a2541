//! Formulas of KPIs: numbers, names of quantities, `+ - * /` (also `− × ÷`) and parentheses.
use std::ops::Range;

/// A formula as a tree.
#[derive(Clone, Debug, PartialEq)]
pub enum Expression {
    Number(f64),
    Quantity(String),
    Negative(Box<Expression>),
    Sum(Box<Expression>, Box<Expression>),
    Difference(Box<Expression>, Box<Expression>),
    Product(Box<Expression>, Box<Expression>),
    Quotient(Box<Expression>, Box<Expression>),
}

/// Where a formula stops making sense, in bytes of its text; empty at the end when something is missing there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable(pub Range<usize>);

/// Parentheses and signs nest no deeper.
const DEPTH: usize = 64;

/// Bytes of the longest formula read.
const LENGTH: usize = 4000;

/// The tree of a formula. A name is a letter or `_` and then letters, digits and `_`: `-` is always the sign.
pub fn parse(text: &str) -> Result<Expression, Unreadable> {
    if text.len() > LENGTH {
        return Err(Unreadable(text.len()..text.len()));
    }
    let mut reader = Reader { text, at: 0, depth: 0 };
    let tree = reader.sum()?;
    match reader.peek() {
        None => Ok(tree),
        Some(_) => Err(reader.unreadable()),
    }
}

impl Expression {
    /// The value, given each quantity's; none when a quantity is missing, a divisor is 0 or the result is not finite.
    pub fn evaluate(&self, quantity: &dyn Fn(&str) -> Option<f64>) -> Option<f64> {
        let of = |part: &Expression| part.evaluate(quantity);
        let value = match self {
            Expression::Number(value) => *value,
            Expression::Quantity(name) => quantity(name)?,
            Expression::Negative(a) => -of(a)?,
            Expression::Sum(a, b) => of(a)? + of(b)?,
            Expression::Difference(a, b) => of(a)? - of(b)?,
            Expression::Product(a, b) => of(a)? * of(b)?,
            Expression::Quotient(a, b) => match (of(a)?, of(b)?) {
                (_, 0.0) => return None,
                (a, b) => a / b,
            },
        };
        value.is_finite().then_some(value)
    }

    /// Every quantity named, in order of appearance, repeated where it is named again.
    pub fn quantities(&self) -> Vec<&str> {
        match self {
            Expression::Number(_) => Vec::new(),
            Expression::Quantity(name) => vec![name],
            Expression::Negative(a) => a.quantities(),
            Expression::Sum(a, b)
            | Expression::Difference(a, b)
            | Expression::Product(a, b)
            | Expression::Quotient(a, b) => {
                let mut names = a.quantities();
                names.extend(b.quantities());
                names
            }
        }
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    depth: usize,
}

impl Reader<'_> {
    fn peek(&mut self) -> Option<char> {
        let rest = &self.text[self.at..];
        let trimmed = rest.trim_start();
        self.at += rest.len() - trimmed.len();
        trimmed.chars().next()
    }

    fn take(&mut self, signs: &[char]) -> Option<char> {
        let next = self.peek().filter(|next| signs.contains(next))?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn unreadable(&mut self) -> Unreadable {
        let length = self.peek().map_or(0, char::len_utf8);
        Unreadable(self.at..self.at + length)
    }

    fn sum(&mut self) -> Result<Expression, Unreadable> {
        let mut tree = self.product()?;
        while let Some(sign) = self.take(&['+', '-', '−']) {
            let (left, right) = (Box::new(tree), Box::new(self.product()?));
            tree = match sign {
                '+' => Expression::Sum(left, right),
                _ => Expression::Difference(left, right),
            };
        }
        Ok(tree)
    }

    fn product(&mut self) -> Result<Expression, Unreadable> {
        let mut tree = self.factor()?;
        while let Some(sign) = self.take(&['*', '×', '/', '÷']) {
            let (left, right) = (Box::new(tree), Box::new(self.factor()?));
            tree = match sign {
                '*' | '×' => Expression::Product(left, right),
                _ => Expression::Quotient(left, right),
            };
        }
        Ok(tree)
    }

    fn factor(&mut self) -> Result<Expression, Unreadable> {
        if self.depth == DEPTH {
            return Err(self.unreadable());
        }
        self.depth += 1;
        let tree = if self.take(&['-', '−']).is_some() {
            Expression::Negative(Box::new(self.factor()?))
        } else if self.take(&['(']).is_some() {
            let inside = self.sum()?;
            self.take(&[')']).ok_or_else(|| self.unreadable())?;
            inside
        } else {
            self.operand()?
        };
        self.depth -= 1;
        Ok(tree)
    }

    fn operand(&mut self) -> Result<Expression, Unreadable> {
        let first = self.peek().ok_or(Unreadable(self.at..self.at))?;
        let rest = &self.text[self.at..];
        let end_of = |belongs: &dyn Fn(char) -> bool| rest.find(|c: char| !belongs(c)).unwrap_or(rest.len());
        if first.is_ascii_digit() || first == '.' {
            let length = end_of(&|c| c.is_ascii_digit() || c == '.');
            let whole = self.at..self.at + length;
            let value = rest[..length].parse().map_err(|_| Unreadable(whole.clone()))?;
            self.at = whole.end;
            return Ok(Expression::Number(value));
        }
        if first.is_ascii_alphabetic() || first == '_' {
            let length = end_of(&|c| c.is_ascii_alphanumeric() || c == '_');
            self.at += length;
            return Ok(Expression::Quantity(rest[..length].to_owned()));
        }
        Err(self.unreadable())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn value(text: &str) -> Option<f64> {
        parse(text).expect(text).evaluate(&|name| match name {
            "a" => Some(6.0),
            "b_2" => Some(3.0),
            "zero" => Some(0.0),
            _ => None,
        })
    }

    #[test]
    fn precedence_signs_and_parentheses() {
        assert_eq!(value("a + b_2 * 2"), Some(12.0));
        assert_eq!(value("(a + b_2) × 2"), Some(18.0));
        assert_eq!(value("a - b_2 − 1"), Some(2.0));
        assert_eq!(value("a / b_2 ÷ 2"), Some(1.0));
        assert_eq!(value("-a * -.5"), Some(3.0));
    }

    #[test]
    fn a_missing_quantity_and_a_zero_divisor_have_no_value() {
        assert_eq!(value("a + unknown"), None);
        assert_eq!(value("a / zero"), None);
        assert_eq!(value("zero * (a / zero)"), None);
    }

    #[test]
    fn nonsense_is_pointed_at() {
        for (text, span) in [("", 0..0), ("a +", 3..3), ("a b_2", 2..3), ("(a", 2..2), ("1.2.3", 0..5), ("a + ؟", 4..6)]
        {
            assert_eq!(parse(text), Err(Unreadable(span)), "{text}");
        }
        assert!(parse(&"(".repeat(100_000)).is_err());
        assert!(parse(&"-".repeat(100_000)).is_err());
        assert!(parse(&"-".repeat(1000)).is_err());
        assert!(parse(&"a+".repeat(100_000)).is_err());
        assert!(parse(&format!("{}a", "a+".repeat(1000))).is_ok());
    }

    #[test]
    fn quantities_are_listed_in_order() {
        assert_eq!(parse("(b - a) / b").unwrap().quantities(), ["b", "a", "b"]);
    }
}
