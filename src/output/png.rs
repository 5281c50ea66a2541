//! SVG → PNG, with the embedded type and nothing of the machine it runs on.
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

pub(in crate::output) use resvg::tiny_skia::Pixmap;
use resvg::tiny_skia::{Color, Transform};
use resvg::usvg::fontdb::{Database, Family, Query, Stretch, Style, Weight};
use resvg::usvg::{FontFamily, FontResolver, ImageHrefResolver, Options, Tree, WriteOptions};
use thiserror::Error;

use crate::chart::paper::font::{BOLD, REGULAR, painted};

#[derive(Debug, Error)]
pub enum PngError {
    #[error("not a drawable SVG: {0}")]
    Svg(String),
    #[error("no embedded font is called {0}: its text would be lost")]
    MissingFont(String),
    #[error("{width} × {height} pixels cannot be painted: use a smaller scale")]
    Size { width: f32, height: f32 },
    #[error("the PNG could not be encoded: {0}")]
    Encoding(String),
}

/// Longest side, in pixels.
const LARGEST: f32 = 30_000.0;

static FONTS: LazyLock<Arc<Database>> = LazyLock::new(|| {
    let mut fonts = Database::new();
    fonts.load_font_data(REGULAR.to_vec());
    fonts.load_font_data(BOLD.to_vec());
    Arc::new(fonts)
});

/// Paints `svg` on white at `scale` pixels per SVG unit. Text in a family that is not embedded is an error; a letter the
/// embedded type lacks is painted as �. Nothing is left out.
pub fn render(svg: &str, scale: f32) -> Result<Vec<u8>, PngError> {
    let tree = parse(svg)?;
    let (width, height) = ((tree.size().width() * scale).ceil(), (tree.size().height() * scale).ceil());
    let paintable = (1.0..=LARGEST).contains(&width) && (1.0..=LARGEST).contains(&height);
    let mut canvas = paintable
        .then(|| Pixmap::new(width as u32, height as u32))
        .flatten()
        .ok_or(PngError::Size { width, height })?;
    canvas.fill(Color::WHITE);
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut canvas.as_mut());
    encode(&canvas)
}

/// The same drawing with its text as outlines, for programs that know neither the type nor how it joins. Only shapes and
/// pictures within the drawing are left: no script, handler of events, foreign object, link or reference to the outside.
pub fn outlined(svg: &str) -> Result<String, PngError> {
    let options = WriteOptions { coordinates_precision: 2, transforms_precision: 5, ..WriteOptions::default() };
    Ok(parse(svg)?.to_string(&options))
}

fn parse(svg: &str) -> Result<Tree, PngError> {
    let missing: Mutex<Option<String>> = Mutex::new(None);
    let tree = {
        let fonts = FontResolver {
            select_font: Box::new(|font, fonts| {
                let found = font.families().iter().find_map(|family| match family {
                    FontFamily::Named(name) => fonts.query(&Query {
                        families: &[Family::Name(name)],
                        weight: Weight(font.weight()),
                        stretch: Stretch::Normal,
                        style: Style::Normal,
                    }),
                    _ => None,
                });
                if found.is_none() {
                    let names: Vec<String> = font.families().iter().map(ToString::to_string).collect();
                    missing.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(names.join(", "));
                }
                found
            }),
            select_fallback: Box::new(|_, _, _| None),
        };
        // Nothing of the machine or the network is drawn; what a drawing carries within itself is.
        let outside = ImageHrefResolver { resolve_string: Box::new(|_, _| None), ..ImageHrefResolver::default() };
        let fontdb = FONTS.clone();
        let options = Options { fontdb, font_resolver: fonts, image_href_resolver: outside, ..Options::default() };
        Tree::from_str(&painted(svg), &options).map_err(|error| PngError::Svg(error.to_string()))?
    };
    match missing.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(name) => Err(PngError::MissingFont(name)),
        None => Ok(tree),
    }
}

/// A painted canvas as PNG, without its transparency.
pub(in crate::output) fn encode(canvas: &Pixmap) -> Result<Vec<u8>, PngError> {
    let opaque: Vec<u8> = canvas.data().chunks_exact(4).flat_map(|pixel| [pixel[0], pixel[1], pixel[2]]).collect();
    packed(canvas.width(), canvas.height(), &opaque).map_err(|error| PngError::Encoding(error.to_string()))
}

fn packed(width: u32, height: u32, opaque: &[u8]) -> Result<Vec<u8>, png::EncodingError> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, width, height);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_depth(png::BitDepth::Eight);
    encoder.set_compression(png::Compression::Balanced);
    encoder.set_filter(png::Filter::NoFilter);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(opaque)?;
    writer.finish()?;
    Ok(bytes)
}
