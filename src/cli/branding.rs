//! How an organisation's reports look beyond its settings: its sign and its Word styles. A result keeps copies of both,
//! so that it can be printed again.
use crate::cli::disk;
use crate::cli::failure::Failure;
use miqyas::document::{Logo, LogoKind};
use miqyas::output::File;
use miqyas::output::json::Manifest;
use miqyas::output::office::docx;
use miqyas::output::png::{self, PngError};
use miqyas::survey::ReportSettings;
use std::path::Path;

/// The copy of a template in a result.
const TEMPLATE: &str = "template.docx";

/// Larger pictures would weigh every page.
const MOST: usize = 2 << 20;

#[derive(Default)]
pub(crate) struct Branding {
    pub(crate) logo: Option<Logo>,
    /// A Word document whose styles are taken.
    pub(crate) template: Option<Vec<u8>>,
}

impl Branding {
    /// What the settings of a folder name.
    pub(crate) fn of_settings(settings: &ReportSettings, folder: &Path) -> Result<Branding, Failure> {
        let read = |path: &String| disk::read(&folder.join(path)).map(|bytes| (path.clone(), bytes));
        let named = |path: &Option<String>| path.clone().filter(|path| !path.is_empty());
        let logo = named(&settings.logo).as_ref().map(read).transpose()?;
        let template = named(&settings.template).as_ref().map(read).transpose()?;
        if let Some((path, bytes)) = &template {
            docx::check_template(bytes)
                .map_err(|reason| Failure::request("cli.not-a-template", &[("path", path), ("reason", &reason)]))?;
        }
        Ok(Branding {
            logo: logo.map(|(path, bytes)| picture(&path, bytes)).transpose()?,
            template: template.map(|(_, bytes)| bytes),
        })
    }

    /// What a result keeps.
    pub(crate) fn of_result(manifest: &Manifest, folder: &Path) -> Result<Branding, Failure> {
        let kept = |name: &str| manifest.outputs.iter().any(|path| path == name);
        let logo = KINDS.map(|(_, name)| name).into_iter().find(|name| kept(name));
        Ok(Branding {
            logo: logo.map(|name| picture(name, disk::read(&folder.join(name))?)).transpose()?,
            template: kept(TEMPLATE).then(|| disk::read(&folder.join(TEMPLATE))).transpose()?,
        })
    }

    /// The copies that a result keeps.
    pub(crate) fn files(&self) -> Vec<File> {
        let logo = self.logo.as_ref().map(|logo| {
            let name = KINDS.into_iter().find(|(kind, _)| *kind == logo.kind).map_or("logo", |(_, name)| name);
            File { path: name.to_owned(), bytes: logo.bytes.clone() }
        });
        let template = self.template.as_ref();
        let template = template.map(|bytes| File { path: TEMPLATE.to_owned(), bytes: bytes.clone() });
        logo.into_iter().chain(template).collect()
    }
}

const KINDS: [(LogoKind, &str); 3] =
    [(LogoKind::Png, "logo.png"), (LogoKind::Jpeg, "logo.jpg"), (LogoKind::Svg, "logo.svg")];

/// A picture by what it holds, whatever its name.
fn picture(path: &str, bytes: Vec<u8>) -> Result<Logo, Failure> {
    if bytes.len() > MOST {
        let megabytes = (MOST >> 20).to_string();
        return Err(Failure::request("cli.picture-too-large", &[("path", path), ("megabytes", &megabytes)]));
    }
    let kind = match bytes.as_slice() {
        [0x89, b'P', b'N', b'G', ..] => LogoKind::Png,
        [0xff, 0xd8, 0xff, ..] => LogoKind::Jpeg,
        _ if std::str::from_utf8(&bytes).is_ok_and(|text| text.contains("<svg")) => LogoKind::Svg,
        _ => return Err(Failure::request("cli.not-a-picture", &[("path", path)])),
    };
    let bytes = match (kind, std::str::from_utf8(&bytes)) {
        (LogoKind::Svg, Ok(svg)) => {
            let drawing = png::outlined(svg).map_err(|error| match error {
                PngError::MissingFont(font) => Failure::request("cli.picture-font", &[("path", path), ("font", &font)]),
                _ => Failure::request("cli.not-a-picture", &[("path", path)]),
            })?;
            drawing.into_bytes()
        }
        _ => bytes,
    };
    Ok(Logo { kind, bytes })
}
