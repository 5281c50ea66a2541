//! Markup as it is built: elements, attributes and texts, escaped wherever they come from.
use serde::Serialize;
use sha2::{Digest, Sha256};

/// Elements within which nothing may stand.
const EMPTY: &[&str] = &["meta", "link", "input", "br", "hr", "img"];

/// A document that grows; elements are closed in the order in which they were opened.
#[derive(Clone, Debug, Default)]
pub struct Markup {
    text: String,
    open: Vec<&'static str>,
}

impl Markup {
    /// Opens an element; one that holds nothing is closed at once.
    pub fn open(&mut self, element: &'static str, attributes: &[(&str, &str)]) -> &mut Markup {
        self.text.push('<');
        self.text += element;
        for (name, value) in attributes {
            self.text.push(' ');
            self.text += name;
            if !value.is_empty() {
                self.text += "=\"";
                self.text += &escape(value);
                self.text.push('"');
            }
        }
        self.text.push('>');
        if !EMPTY.contains(&element) {
            self.open.push(element);
        }
        self
    }

    pub fn close(&mut self) -> &mut Markup {
        if let Some(element) = self.open.pop() {
            self.text += "</";
            self.text += element;
            self.text.push('>');
        }
        self
    }

    pub fn text(&mut self, text: &str) -> &mut Markup {
        self.text += &escape(text);
        self
    }

    /// An element that holds a text.
    pub fn element(&mut self, element: &'static str, attributes: &[(&str, &str)], text: &str) -> &mut Markup {
        self.open(element, attributes).text(text).close()
    }

    /// What is markup, style or program already.
    pub fn verbatim(&mut self, text: &str) -> &mut Markup {
        self.text += text;
        self
    }

    pub fn finish(mut self) -> String {
        while !self.open.is_empty() {
            self.close();
        }
        self.text
    }
}

/// Bytes in base 64.
pub fn base64(bytes: &[u8]) -> String {
    const SIGNS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut written = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let bits = three.iter().fold(0, |bits, byte| bits << 8 | u32::from(*byte)) << (8 * (3 - three.len()));
        for place in 0..4 {
            let sign = SIGNS[(bits >> (18 - 6 * place) & 63) as usize];
            written.push(if place <= three.len() { char::from(sign) } else { '=' });
        }
    }
    written
}

/// How a policy of a page names a style or program that it allows.
pub fn fingerprint(text: &str) -> String {
    format!("'sha256-{}'", base64(&Sha256::digest(text.as_bytes())))
}

/// A value for a program of a page, inside a `script` element of a type that no browser runs.
pub fn data(value: &impl Serialize) -> String {
    let text = serde_json::to_string(value).expect("maps of a page have text keys");
    // The one sign with which a text could end the element.
    text.replace('<', "\\u003c")
}

/// A text for an element or an attribute in double quotes.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
