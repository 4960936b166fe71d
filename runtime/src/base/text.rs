//! Text between quotation marks, as JSON has it.

#![forbid(unsafe_code)]

use std::fmt::{self, Write as _};

/// A string of JSON.
pub(crate) struct Quoted<'a>(pub(crate) &'a str);

impl fmt::Display for Quoted<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for c in self.0.chars() {
            match c {
                '"' => f.write_str("\\\"")?,
                '\\' => f.write_str("\\\\")?,
                c if c < ' ' => write!(f, "\\u{:04x}", u32::from(c))?,
                c => f.write_char(c)?,
            }
        }
        f.write_char('"')
    }
}

#[cfg(all(test, not(goroutines_loom)))]
mod tests {
    use super::Quoted;

    #[test]
    fn what_json_does_not_have_between_quotation_marks_is_escaped() {
        assert_eq!(Quoted("a \"b\" \\ \n ä").to_string(), "\"a \\\"b\\\" \\\\ \\u000a ä\"");
    }
}
