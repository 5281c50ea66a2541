//! Text as UTF-8, whatever encoding a file was saved in.
use crate::finding::Problem;
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, Encoding, ISO_8859_6, UTF_8, WINDOWS_1252, WINDOWS_1256};
use std::io::{self, ErrorKind, Read};

/// Where Arabic is written: without it two letters in Windows-1256 are taken for Russian.
const WHERE: &[u8] = b"iq";
/// Bytes decoded at a time.
const PIECE: usize = 1 << 14;
/// Bytes at the beginning of a file that show whether it is garbled.
const SHOWN: usize = 1 << 13;
/// Share of words that are Arabic once turned back: beyond it the text was garbled.
const GARBLED: f64 = 0.5;

/// The encoding that the beginning of a file shows; UTF-8 also where UTF-8 is broken further on.
pub(super) fn of(sample: &[u8], whole: bool) -> Result<&'static Encoding, Problem> {
    if let Some((marked, _)) = Encoding::for_bom(sample) {
        return Ok(marked);
    }
    if sample.is_ascii() {
        return Ok(UTF_8);
    }
    let (text, broken) = match std::str::from_utf8(sample) {
        Ok(text) => (text, false),
        Err(error) => {
            let valid = std::str::from_utf8(&sample[..error.valid_up_to()]).unwrap_or_default();
            (valid, error.error_len().is_some() || whole)
        }
    };
    if !broken || is_utf8_with_faults(sample) {
        return match garbled_from(text) {
            Some(read_as) => Err(Problem::FileGarbled { read_as: read_as.name().to_owned() }),
            None => Ok(UTF_8),
        };
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(sample, whole);
    let guess = detector.guess(Some(WHERE), Utf8Detection::Deny);
    Ok(if [WINDOWS_1256, ISO_8859_6].contains(&guess) { arabic(sample) } else { guess })
}

/// Which Arabic encoding: one read as the other puts Latin letters with accents, or vowel marks, among Arabic letters.
fn arabic(sample: &[u8]) -> &'static Encoding {
    let odd = |encoding: &'static Encoding, is_odd: fn(char) -> bool| {
        let (text, _) = encoding.decode_without_bom_handling(sample);
        text.chars().filter(|letter| is_odd(*letter)).count()
    };
    let accents = odd(WINDOWS_1256, |letter| matches!(letter, '\u{c0}'..='\u{17f}'));
    let marks = odd(ISO_8859_6, |letter| matches!(letter, '\u{64b}'..='\u{652}' | '\u{fffd}'));
    if accents > marks { ISO_8859_6 } else { WINDOWS_1256 }
}

/// Whether more letters beyond ASCII are whole UTF-8 than broken: a legacy encoding forms one by chance only.
fn is_utf8_with_faults(sample: &[u8]) -> bool {
    let (mut whole, mut broken) = (0usize, 0usize);
    for chunk in sample.utf8_chunks() {
        whole += chunk.valid().chars().filter(|letter| !letter.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole > 0 && whole >= broken
}

/// The encoding as which UTF-8 was once read before it was saved as UTF-8 again; none where the text is as it should be.
fn garbled_from(text: &str) -> Option<&'static Encoding> {
    let text = &text[..text.floor_char_boundary(SHOWN)];
    [WINDOWS_1252, WINDOWS_1256].into_iter().find(|read_as| {
        let words = text.split(|letter: char| letter.is_ascii());
        let (mut turned, mut all) = (0usize, 0usize);
        for word in words.filter(|word| !word.is_empty()) {
            all += 1;
            turned += usize::from(turn_back(word, read_as).is_some_and(|text| text.chars().all(is_arabic)));
        }
        all > 0 && turned as f64 > GARBLED * all as f64
    })
}

/// Text that was UTF-8 read as another encoding, as it was meant; none where its letters are no such bytes.
fn turn_back(text: &str, read_as: &'static Encoding) -> Option<String> {
    let (bytes, _, lost) = read_as.encode(text);
    if lost { None } else { String::from_utf8(bytes.into_owned()).ok() }
}

/// A garbled text as it was meant.
pub(super) fn repair(text: &str) -> Option<String> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let sample = &text[..text.floor_char_boundary(SHOWN)];
    let turned = turn_back(text, garbled_from(sample)?)?;
    Some(turned.strip_prefix('\u{feff}').map_or_else(|| turned.clone(), str::to_owned))
}

fn is_arabic(letter: char) -> bool {
    matches!(letter, '\u{600}'..='\u{6ff}' | '\u{200c}'..='\u{200f}')
}

/// A word in which letters were replaced by `?` when the text was saved in an encoding without them.
pub(super) fn lost_word(text: &str) -> Option<&str> {
    if text.is_ascii() || !text.contains('?') {
        return None;
    }
    let words = text.split(|letter: char| !is_arabic(letter) && letter != '?').filter(|word| word.contains('?'));
    let mut words = words.map(|word| word.trim_end_matches('?'));
    words.find(|word| word.contains('?') && word.chars().any(is_arabic))
}

/// A reader of UTF-8 over a reader of another encoding.
pub(super) struct Decoding<'a> {
    bytes: Box<dyn Read + Send + 'a>,
    decoder: Decoder,
    text: String,
    given: usize,
    ended: bool,
}

impl<'a> Decoding<'a> {
    pub(super) fn new(bytes: Box<dyn Read + Send + 'a>, encoding: &'static Encoding) -> Decoding<'a> {
        let decoder = encoding.new_decoder_with_bom_removal();
        Decoding { bytes, decoder, text: String::new(), given: 0, ended: false }
    }
}

impl Read for Decoding<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.given == self.text.len() && !self.ended {
            let mut piece = Vec::with_capacity(PIECE);
            self.ended = (&mut self.bytes).take(PIECE as u64).read_to_end(&mut piece)? < PIECE;
            self.given = 0;
            self.text.clear();
            self.text.reserve(self.decoder.max_utf8_buffer_length(piece.len()).unwrap_or_default());
            let (_, _, faulty) = self.decoder.decode_to_string(&piece, &mut self.text, self.ended);
            if faulty {
                return Err(io::Error::new(ErrorKind::InvalidData, self.decoder.encoding().name()));
            }
        }
        let rest = &self.text.as_bytes()[self.given..];
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        self.given += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arabic_is_told_from_other_encodings_and_from_garbled_text() {
        let text = "الجهة;gov_01\nوزارة الصحة;3\nلا;1\n";
        let (windows, ..) = WINDOWS_1256.encode(text);
        assert_eq!(of(text.as_bytes(), true), Ok(UTF_8));
        assert_eq!(of(&windows, true), Ok(WINDOWS_1256));
        for words in ["a;b\nx;لا\n", "code,name_ar\na,وزارة\nb,هيئة", "الجهة;الخدمات\nوزارة الداخلية;٣\n"]
        {
            assert_eq!(of(&WINDOWS_1256.encode(words).0, true), Ok(WINDOWS_1256), "{words}");
        }
        for words in ["code,name_ar\na,وزارة\nb,هيئة", "الجهة\nوزارة الداخلية\n"] {
            assert_eq!(of(&ISO_8859_6.encode(words).0, true), Ok(ISO_8859_6), "{words}");
        }
        for read_as in [WINDOWS_1252, WINDOWS_1256] {
            let garbled = read_as.decode_without_bom_handling(text.as_bytes()).0;
            let problem = Problem::FileGarbled { read_as: read_as.name().to_owned() };
            assert_eq!(of(garbled.as_bytes(), true), Err(problem));
            assert_eq!(turn_back("", read_as).as_deref(), Some(""));
        }
        let mut broken = text.as_bytes().to_vec();
        broken.insert(4, 0xff);
        assert_eq!(of(&broken, true), Ok(UTF_8), "one bad byte is an error of UTF-8, not another encoding");
    }

    #[test]
    fn letters_lost_to_question_marks_are_seen() {
        assert_eq!(lost_word("erb;پار?زگا? ه?ول?ر"), Some("پار?زگا"));
        assert_eq!(lost_word("هل توجد استراتيجية?;moh"), None);
        assert_eq!(lost_word("why? because"), None);
    }
}
