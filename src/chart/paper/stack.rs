//! A bar of parts laid end to end, the number of each inside where it fits.
use crate::chart::paper::canvas::{Anchor, Canvas, Stroke, Type, baseline};
use crate::chart::paper::colour::{AXIS, PAPER};
use crate::chart::paper::texture::Texture;

#[derive(Debug, Clone, Copy)]
pub struct Stack<'a> {
    /// One per part.
    pub textures: &'a [Texture],
    pub from: f64,
    pub to: f64,
    pub thick: f64,
}

/// Where a part lies in its bar; of no length where it has no share.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    pub from: f64,
    pub long: f64,
}

impl Stack<'_> {
    /// Draws a bar with its middle at `y`; `text` is given a part's value and its share (0–1) of all. What is not above
    /// zero has no part. A bar of no parts is an empty box without places.
    pub fn draw(&self, canvas: &mut Canvas, y: f64, values: &[f64], text: impl Fn(f64, f64) -> String) -> Vec<Place> {
        let amount =
            |at: usize| values.get(at).copied().filter(|value| value.is_finite() && *value > 0.0).unwrap_or_default();
        let sum: f64 = (0..self.textures.len()).map(amount).sum();
        let top = y - self.thick / 2.0;
        if sum <= 0.0 {
            canvas.rect(self.from, top, self.to - self.from, self.thick, PAPER, Some(Stroke::dashed(AXIS, 1.0)));
            return Vec::new();
        }
        let mut x = self.from;
        let mut places = Vec::with_capacity(self.textures.len());
        for (at, texture) in self.textures.iter().enumerate() {
            let share = amount(at) / sum;
            let long = (self.to - self.from) * share;
            places.push(Place { from: x, long });
            if long > 0.0 {
                let gap = if long > 3.0 { 1.0 } else { 0.0 };
                texture.paint(canvas, x, top, long - gap, self.thick);
                self.number(canvas, texture, (x + long / 2.0, y, long), &text(amount(at), share));
            }
            x += long;
        }
        places
    }

    /// `place` is the middle of the part and its length.
    fn number(&self, canvas: &mut Canvas, texture: &Texture, place: (f64, f64, f64), words: &str) {
        let (x, y, long) = place;
        let set = Type::bold(12.0, texture.ink()).anchored(Anchor::Middle);
        let needed = set.width(words);
        if needed + 4.0 > long {
            return;
        }
        if texture.is_lined() {
            let wide = (needed + 6.0).min(long);
            canvas.rect(x - wide / 2.0, y - self.thick / 2.0 + 2.0, wide, self.thick - 4.0, PAPER, None);
        }
        canvas.text(x, baseline(y, 12.0), words, set);
    }
}
