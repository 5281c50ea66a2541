//! The palette: lightness carries the meaning, hue only helps, so a grey print and a colour-blind eye lose nothing.

pub const PAPER: &str = "#ffffff";
pub const INK: &str = "#16242f";
pub const MUTED: &str = "#54626d";
pub const AXIS: &str = "#9aa7b1";
pub const GRID: &str = "#e2e7eb";
pub const FAINT: &str = "#f4f6f8";
pub const HATCH: &str = "#a5b0b9";

/// Columns of truth, from the least certain to the most: pale, middle, dark.
pub const CLAIMED: &str = "#b4cbe0";
pub const SUPPORTED: &str = "#4f8fc0";
pub const CHECKED: &str = "#123f6b";
/// Edge of a pale shape.
pub const CLAIMED_EDGE: &str = "#5c87ae";

/// Set apart from the blues in hue and from the darkest in lightness.
pub const ACCENT: &str = "#c4560a";
pub const ACCENT_PALE: &str = "#fcf0e6";

/// Light to dark blue, for scores.
pub const BLUES: Ramp =
    Ramp([(0xee, 0xf4, 0xf9), (0xc4, 0xda, 0xec), (0x83, 0xb2, 0xd6), (0x36, 0x77, 0xae), (0x0d, 0x3a, 0x66)]);
/// Light to dark green, for coverage.
pub const GREENS: Ramp =
    Ramp([(0xea, 0xf5, 0xf0), (0xbd, 0xdf, 0xd2), (0x79, 0xbb, 0xa5), (0x2c, 0x7f, 0x69), (0x08, 0x49, 0x3c)]);
/// Light to dark orange, for what runs against the blues.
pub const ORANGES: Ramp =
    Ramp([(0xfd, 0xf5, 0xee), (0xf9, 0xd9, 0xbc), (0xee, 0xa4, 0x68), (0xc4, 0x56, 0x0a), (0x74, 0x2d, 0x02)]);

/// Five stops at 0, ¼, ½, ¾ and 1, from light to dark.
#[derive(Debug, Clone, Copy)]
pub struct Ramp([(u8, u8, u8); 5]);

impl Ramp {
    /// Colour at `share`, 0–1.
    pub fn at(self, share: f64) -> String {
        let place = share.clamp(0.0, 1.0) * 4.0;
        let stop = (place.floor() as usize).min(3);
        let part = place - stop as f64;
        let (from, to) = (self.0[stop], self.0[stop + 1]);
        let mix = |a: u8, b: u8| (f64::from(a) + (f64::from(b) - f64::from(a)) * part).round() as u8;
        format!("#{:02x}{:02x}{:02x}", mix(from.0, to.0), mix(from.1, to.1), mix(from.2, to.2))
    }
}

/// Ink or paper, whichever is readable on `fill` (`#rrggbb`).
pub fn on(fill: &str) -> &'static str {
    let part =
        |at: usize| fill.get(at..at + 2).and_then(|hex| u8::from_str_radix(hex, 16).ok()).map_or(255.0, f64::from);
    let lightness = 0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5);
    if lightness > 128.0 { INK } else { PAPER }
}
