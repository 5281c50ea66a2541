//! A colour of the user, as `#rrggbb`.
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// Red, green and blue, 0–255.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Colour(pub [u8; 3]);

/// Least contrast of words with white paper, and of white words with the colour (WCAG 2.2, 1.4.3).
const CONTRAST: f64 = 4.5;

impl Colour {
    /// The colour, darkened until white words can be read on it, and it on white.
    pub fn readable(self) -> Colour {
        let mut dark = self;
        while 1.05 / (dark.luminance() + 0.05) < CONTRAST {
            dark = Colour(dark.0.map(|part| (f64::from(part) * 0.94) as u8));
        }
        dark
    }

    /// Relative luminance, 0–1, as the accessibility guidelines count it.
    fn luminance(self) -> f64 {
        let [red, green, blue] = self.0.map(|part| {
            let value = f64::from(part) / 255.0;
            if value <= 0.04045 { value / 12.92 } else { libm::pow((value + 0.055) / 1.055, 2.4) }
        });
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [red, green, blue] = self.0;
        write!(formatter, "#{red:02x}{green:02x}{blue:02x}")
    }
}

impl FromStr for Colour {
    type Err = String;

    fn from_str(text: &str) -> Result<Colour, String> {
        let signs = text.strip_prefix('#').filter(|signs| signs.len() == 6);
        let signs = signs.filter(|signs| signs.bytes().all(|sign| sign.is_ascii_hexdigit()));
        let part = |place: usize| u8::from_str_radix(signs?.get(place..place + 2)?, 16).ok();
        match (part(0), part(2), part(4)) {
            (Some(red), Some(green), Some(blue)) => Ok(Colour([red, green, blue])),
            _ => Err(format!("`{text}`: not #rrggbb")),
        }
    }
}

impl Serialize for Colour {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Colour {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Colour, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl JsonSchema for Colour {
    fn schema_name() -> Cow<'static, str> {
        "Colour".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "pattern": "^#[0-9A-Fa-f]{6}$" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_light_colour_is_darkened_until_it_can_be_read() {
        let colour = |text: &str| text.parse::<Colour>().unwrap();
        assert_eq!(colour("#1b5e20").readable(), colour("#1b5e20"), "dark enough as it is");
        for light in ["#ffff66", "#ffffff", "#00ff00"] {
            let contrast = 1.05 / (colour(light).readable().luminance() + 0.05);
            assert!((CONTRAST..6.0).contains(&contrast), "{light}: {contrast}");
        }
        for wrong in ["red", "#12345", "#12345g", "1b5e20"] {
            assert!(wrong.parse::<Colour>().is_err(), "{wrong}");
        }
    }
}
