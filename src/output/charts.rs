//! Charts as drawings and pictures.
use crate::chart::Drawing;
use crate::document::Figure;
use crate::output::{Failure, File, Format, Package, Wanted, png};

pub(in crate::output) const FORMAT: Format = Format { name: "charts", wanted: Wanted::Always, write, page: None };

/// Pixels of a picture per unit of its drawing.
const SCALE: f32 = 2.0;

/// Every page of every chart: `ladder.svg` and `ladder.png`, or `heatmap-1.svg`, … where there are several pages.
fn write(package: &Package) -> Result<Vec<File>, Failure> {
    let mut files = Vec::new();
    for figure in &package.document.figures {
        for page in pages(figure) {
            let bytes = picture(&page.name, &page.drawing.svg, SCALE)?;
            let path = format!("charts/{}.png", page.name);
            files.extend([page.svg(), File { path, bytes }]);
        }
    }
    Ok(files)
}

/// A page of a chart with the name of its file, without ending.
pub(in crate::output) struct Page {
    pub(in crate::output) name: String,
    pub(in crate::output) drawing: Drawing,
}

impl Page {
    /// Where the drawing stands in a result.
    pub(in crate::output) fn path(&self) -> String {
        format!("charts/{}.svg", self.name)
    }

    /// The drawing as a file of a result.
    pub(in crate::output) fn svg(self) -> File {
        File { path: self.path(), bytes: self.drawing.svg.into_bytes() }
    }
}

pub(in crate::output) fn pages(figure: &Figure) -> Vec<Page> {
    let drawings = figure.chart.draw(&figure.frame);
    let several = drawings.len() > 1;
    let name =
        |position: usize| if several { format!("{}-{}", figure.name, position + 1) } else { figure.name.clone() };
    drawings.into_iter().enumerate().map(|(position, drawing)| Page { name: name(position), drawing }).collect()
}

/// A drawing as PNG.
pub(in crate::output) fn picture(name: &str, svg: &str, scale: f32) -> Result<Vec<u8>, Failure> {
    png::render(svg, scale).map_err(|reason| Failure::Picture { name: name.to_owned(), reason })
}
