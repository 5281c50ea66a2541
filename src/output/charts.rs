//! Charts as drawings and pictures.
use crate::output::{Failure, File, Format, Package, Wanted, png};

pub(in crate::output) const FORMAT: Format = Format { name: "charts", wanted: Wanted::Always, write, page: None };

/// Pixels of a picture per unit of its drawing.
const SCALE: f32 = 2.0;

/// Every page of every chart: `ladder.svg` and `ladder.png`, or `heatmap-1.svg`, … where there are several pages.
fn write(package: &Package) -> Result<Vec<File>, Failure> {
    let mut files = Vec::new();
    for figure in &package.document.figures {
        let pages = figure.chart.draw(&figure.frame);
        let several = pages.len() > 1;
        for (position, page) in pages.into_iter().enumerate() {
            let name = if several { format!("{}-{}", figure.name, position + 1) } else { figure.name.clone() };
            let picture =
                png::render(&page.svg, SCALE).map_err(|reason| Failure::Picture { name: name.clone(), reason })?;
            files.push(File { path: format!("charts/{name}.svg"), bytes: page.svg.into_bytes() });
            files.push(File { path: format!("charts/{name}.png"), bytes: picture });
        }
    }
    Ok(files)
}
