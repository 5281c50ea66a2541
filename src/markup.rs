//! Markup as it is built: elements, attributes and texts, escaped wherever they come from.

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

/// A text for an element or an attribute in double quotes.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
