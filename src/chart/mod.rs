//! Charts as data, then SVG: one chart per file. Every string arrives worded and in its language; numbers arrive as
//! numbers and take the frame's digits here. Nothing is computed but places on paper.
//!
//! Colour never speaks alone: each mark also has its own shape, texture or number.
use crate::chart::bridge::Bridge;
use crate::chart::bullets::Bullets;
use crate::chart::correlations::Correlations;
use crate::chart::coverage::Coverage;
use crate::chart::distribution::Distribution;
use crate::chart::dumbbell::Dumbbell;
use crate::chart::forest::Forest;
use crate::chart::groups::Groups;
use crate::chart::heatmap::Heatmap;
use crate::chart::influence::Influence;
use crate::chart::intervals::Intervals;
use crate::chart::ladder::Ladder;
use crate::chart::likelihood::Likelihood;
use crate::chart::movers::Movers;
use crate::chart::moves::Moves;
use crate::chart::paper::sheet::NARROW;
use crate::chart::pareto::Pareto;
use crate::chart::passport::Passport;
use crate::chart::patterns::Patterns;
use crate::chart::radar::Radar;
use crate::chart::scree::Scree;
use crate::chart::services::Services;
use crate::chart::severity::Severity;
use crate::chart::slope::Slope;
use crate::chart::split::Split;
use crate::chart::tiers::Tiers;
use crate::chart::timeline::Timeline;
use crate::chart::weights::Weights;

pub mod bridge;
pub mod bullets;
pub mod correlations;
pub mod coverage;
pub mod distribution;
pub mod dumbbell;
pub mod forest;
pub mod groups;
pub mod heatmap;
pub mod influence;
pub mod intervals;
pub mod ladder;
pub mod likelihood;
pub mod movers;
pub mod moves;
pub mod paper;
pub mod pareto;
pub mod passport;
pub mod patterns;
pub mod radar;
pub mod scree;
pub mod services;
pub mod severity;
pub mod slope;
pub mod split;
pub mod tiers;
pub mod timeline;
pub mod weights;

/// Every chart, by its file's name.
pub const CHARTS: [&str; 27] = [
    "bridge",
    "bullets",
    "correlations",
    "coverage",
    "distribution",
    "dumbbell",
    "forest",
    "groups",
    "heatmap",
    "influence",
    "intervals",
    "ladder",
    "likelihood",
    "movers",
    "moves",
    "pareto",
    "passport",
    "patterns",
    "radar",
    "scree",
    "services",
    "severity",
    "slope",
    "split",
    "tiers",
    "timeline",
    "weights",
];

/// What stands around a chart.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// The finding, in a sentence; up to three lines.
    pub title: String,
    /// What is shown, of whom, on which scale.
    pub subtitle: Option<String>,
    /// Source and period.
    pub source: String,
    /// A warning to the reader, such as "illustrative data".
    pub note: Option<String>,
    pub style: Style,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    LeftToRight,
    RightToLeft,
}

/// How a language is set.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Style {
    /// BCP 47 tag.
    pub lang: String,
    pub direction: Direction,
    /// Signs of 0 to 9.
    pub digits: [char; 10],
    pub decimal: char,
    /// Between thousands.
    pub group: char,
    pub percent: char,
}

impl Style {
    /// 0–9, point, comma, %.
    pub fn latin(lang: &str, direction: Direction) -> Self {
        let digits = ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'];
        Self { lang: lang.to_owned(), direction, digits, decimal: '.', group: ',', percent: '%' }
    }

    /// ٠–٩, ٫, ٬, ٪; reading from the right.
    pub fn arabic(lang: &str) -> Self {
        let digits = ['٠', '١', '٢', '٣', '٤', '٥', '٦', '٧', '٨', '٩'];
        Self {
            lang: lang.to_owned(),
            direction: Direction::RightToLeft,
            digits,
            decimal: '٫',
            group: '٬',
            percent: '٪',
        }
    }

    /// Rounded to `decimals`, halves away from zero; thousands grouped from 10,000 up. Not a number reads –.
    pub fn number(&self, value: f64, decimals: usize) -> String {
        if !value.is_finite() {
            return "–".to_owned();
        }
        if value.abs() >= HUGE {
            return self.power(value);
        }
        let plain = round(value, decimals);
        let (whole, part) = plain.split_once('.').map_or((plain.as_str(), None), |(whole, part)| (whole, Some(part)));
        let (minus, whole) = whole.strip_prefix('-').map_or((false, whole), |rest| (true, rest));
        let mut text = String::new();
        if minus {
            text.push_str(self.leftward());
            text.push('−');
        }
        for (at, sign) in whole.chars().enumerate() {
            if at > 0 && whole.len() > 4 && (whole.len() - at) % 3 == 0 {
                text.push(self.group);
            }
            text.push(self.digit(sign));
        }
        if let Some(part) = part {
            text.push(self.decimal);
            text.extend(part.chars().map(|sign| self.digit(sign)));
        }
        text
    }

    /// Two decimals and a power of ten.
    fn power(&self, value: f64) -> String {
        let text = format!("{value:.2e}");
        let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
        let mantissa: f64 = mantissa.parse().unwrap_or(value);
        let exponent: String = exponent.chars().map(|digit| self.digit(digit)).collect();
        let ten = self.number(10.0, 0);
        format!("{}{}×{ten}^{exponent}", self.leftward(), self.number(mantissa, 2))
    }

    /// As `number`, with `+` where it is above zero as printed.
    pub fn difference(&self, value: f64, decimals: usize) -> String {
        let number = self.number(value, decimals);
        if value > 0.0 && value.is_finite() && number != self.number(0.0, decimals) {
            return format!("{}+{number}", self.leftward());
        }
        number
    }

    /// `value` is on 0–100.
    pub fn percent(&self, value: f64, decimals: usize) -> String {
        format!("{}{}{}", self.leftward(), self.number(value, decimals).trim_start_matches('\u{200e}'), self.percent)
    }

    /// `share` is on 0–1, printed in whole percents. Neither a rest above nothing nor one below everything is rounded
    /// away, unless it is an error of the machine's own rounding.
    pub fn share(&self, share: f64) -> String {
        let shown = match share * 100.0 {
            percent if (1e-9..1.0).contains(&percent) => 1.0,
            percent if (99.0..100.0 - 1e-9).contains(&percent) => 99.0,
            percent => percent,
        };
        self.percent(shown, 0)
    }

    /// `low–high`, low first in reading order; a minus keeps its distance from the dash.
    pub fn range(&self, low: f64, high: f64, decimals: usize) -> String {
        let dash = if low < 0.0 { " – " } else { "–" };
        let (low, high) = (self.number(low, decimals), self.number(high, decimals));
        match self.direction {
            Direction::LeftToRight => format!("{low}{dash}{high}"),
            Direction::RightToLeft => format!("\u{2067}{low}\u{200f}{dash}{high}\u{2069}"),
        }
    }

    /// The mark that keeps signs beside a number in their places, in a text that reads from the right: all digits but
    /// the Arabic-Indic ones run from the left there.
    fn leftward(&self) -> &'static str {
        if self.direction == Direction::RightToLeft && self.digits[0] != '٠' { "\u{200e}" } else { "" }
    }

    fn digit(&self, sign: char) -> char {
        sign.to_digit(10).map_or(sign, |digit| self.digits[digit as usize])
    }
}

/// Halves go away from zero as printed in the shortest decimal form, so 0.125 at two decimals is 0.13.
fn round(value: f64, decimals: usize) -> String {
    let mut scale = 1.0;
    for _ in 0..decimals {
        scale *= 10.0;
    }
    let scaled = value * scale;
    let rounded = if scaled.abs() < 9e15 { scaled.round() / scale } else { value };
    let text = format!("{rounded:.decimals$}");
    if text.chars().all(|sign| matches!(sign, '-' | '0' | '.')) { text.replace('-', "") } else { text }
}

/// Numbers from here up are written with a power of ten.
const HUGE: f64 = 1e15;

/// What a score can be, and how many decimals of it are printed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Scale {
    pub low: f64,
    pub high: f64,
    pub decimals: usize,
}

impl Scale {
    pub const HUNDRED: Scale = Scale { low: 0.0, high: 100.0, decimals: 0 };

    /// How far up a value stands, 0–1; values outside the scale stand on its end.
    pub fn share(&self, value: f64) -> f64 {
        if self.high > self.low { ((value - self.low) / (self.high - self.low)).clamp(0.0, 1.0) } else { 0.0 }
    }

    /// Low end, three quarters between, high end; with the decimals that tell them apart.
    pub fn quarters(&self) -> ([f64; 5], usize) {
        let step = (self.high - self.low) / 4.0;
        let quarters = [0.0, 1.0, 2.0, 3.0, 4.0].map(|quarter| self.low + step * quarter);
        let exact = |decimals: &usize| {
            quarters
                .iter()
                .all(|value| round(*value, *decimals).parse().is_ok_and(|near: f64| (near - value).abs() < 1e-9))
        };
        (quarters, (0..2).find(exact).unwrap_or(2))
    }

    /// A value in the signs of a style; an unknown one is a dash.
    pub fn print(&self, value: Option<f64>, style: &Style) -> String {
        value.filter(|value| value.is_finite()).map_or("–".to_owned(), |value| style.number(value, self.decimals))
    }
}

/// One finished page.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    pub svg: String,
    /// In SVG units, one to a screen pixel.
    pub width: f64,
    pub height: f64,
    /// The chart's numbers as text, also in the SVG's `<desc>`.
    pub alt: String,
    /// Where the ink of each line of text lies.
    pub texts: Vec<TextBox>,
}

/// A line of text and the box of its ink, from the upper left corner of the drawing.
#[derive(Debug, Clone, PartialEq)]
pub struct TextBox {
    pub text: String,
    pub x: f64,
    pub y: f64,
    pub width: f64,
    pub height: f64,
}

/// A place an agency can stand at.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    pub label: String,
    pub kind: StepKind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepKind {
    /// A rung of the ladder (stage 0 included).
    Stage,
    /// Beside the ladder: unjudged, did not respond.
    Aside,
}

/// Any chart.
#[derive(Debug, Clone, PartialEq)]
pub enum Chart {
    Bridge(Bridge),
    Bullets(Bullets),
    Correlations(Correlations),
    Coverage(Coverage),
    Distribution(Distribution),
    Dumbbell(Dumbbell),
    Forest(Forest),
    Groups(Groups),
    Heatmap(Heatmap),
    Influence(Influence),
    Intervals(Intervals),
    Ladder(Ladder),
    Likelihood(Likelihood),
    Movers(Movers),
    Moves(Moves),
    Pareto(Pareto),
    Passport(Passport),
    Patterns(Patterns),
    Radar(Radar),
    Scree(Scree),
    Services(Services),
    Severity(Severity),
    Slope(Slope),
    Split(Split),
    Tiers(Tiers),
    Timeline(Timeline),
    Weights(Weights),
}

impl Chart {
    /// Its name in [`CHARTS`].
    pub fn name(&self) -> &'static str {
        match self {
            Chart::Bridge(_) => "bridge",
            Chart::Bullets(_) => "bullets",
            Chart::Correlations(_) => "correlations",
            Chart::Coverage(_) => "coverage",
            Chart::Distribution(_) => "distribution",
            Chart::Dumbbell(_) => "dumbbell",
            Chart::Forest(_) => "forest",
            Chart::Groups(_) => "groups",
            Chart::Heatmap(_) => "heatmap",
            Chart::Influence(_) => "influence",
            Chart::Intervals(_) => "intervals",
            Chart::Ladder(_) => "ladder",
            Chart::Likelihood(_) => "likelihood",
            Chart::Movers(_) => "movers",
            Chart::Moves(_) => "moves",
            Chart::Pareto(_) => "pareto",
            Chart::Passport(_) => "passport",
            Chart::Patterns(_) => "patterns",
            Chart::Radar(_) => "radar",
            Chart::Scree(_) => "scree",
            Chart::Services(_) => "services",
            Chart::Severity(_) => "severity",
            Chart::Slope(_) => "slope",
            Chart::Split(_) => "split",
            Chart::Tiers(_) => "tiers",
            Chart::Timeline(_) => "timeline",
            Chart::Weights(_) => "weights",
        }
    }

    /// One drawing per page; at least one.
    pub fn draw(&self, frame: &Frame) -> Vec<Drawing> {
        match self {
            Chart::Bridge(chart) => chart.draw(frame),
            Chart::Bullets(chart) => chart.draw(frame),
            Chart::Correlations(chart) => chart.draw(frame),
            Chart::Coverage(chart) => chart.draw(frame),
            Chart::Distribution(chart) => chart.draw(frame),
            Chart::Dumbbell(chart) => chart.draw(frame),
            Chart::Forest(chart) => chart.draw(frame),
            Chart::Groups(chart) => chart.draw(frame),
            Chart::Heatmap(chart) => chart.draw(frame),
            Chart::Influence(chart) => chart.draw(frame),
            Chart::Intervals(chart) => chart.draw(frame),
            Chart::Ladder(chart) => chart.draw(frame),
            Chart::Likelihood(chart) => chart.draw(frame),
            Chart::Movers(chart) => chart.draw(frame),
            Chart::Moves(chart) => chart.draw(frame),
            Chart::Pareto(chart) => chart.draw(frame),
            Chart::Passport(chart) => chart.draw(frame),
            Chart::Patterns(chart) => chart.draw(frame),
            Chart::Radar(chart) => chart.draw(frame),
            Chart::Scree(chart) => chart.draw(frame),
            Chart::Services(chart) => chart.draw(frame),
            Chart::Severity(chart) => chart.draw(frame),
            Chart::Slope(chart) => chart.draw(frame),
            Chart::Split(chart) => chart.draw(frame),
            Chart::Tiers(chart) => chart.draw(frame),
            Chart::Timeline(chart) => chart.draw(frame),
            Chart::Weights(chart) => chart.draw(frame),
        }
    }

    /// The same for a page on which it stands beside another: narrower, with letters as large, where the chart can be.
    pub fn draw_beside(&self, frame: &Frame) -> Vec<Drawing> {
        match self {
            Chart::Radar(chart) => chart.draw_within(frame, NARROW),
            Chart::Slope(chart) => chart.draw_within(frame, NARROW),
            whole => whole.draw(frame),
        }
    }
}
