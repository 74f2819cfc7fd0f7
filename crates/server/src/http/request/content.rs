//! What a body holds, counted byte by byte as it arrives, before anything is made of it.

/// How much a body may hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Most {
    /// Objects and lists inside each other.
    pub(super) depth: usize,
    /// Values in all: objects, lists, texts, numbers, `true`, `false` and `null`, whatever attribute
    /// they are of. Names of attributes are not counted.
    pub(super) values: usize,
}

/// What a body has too much of.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Excess {
    Depth,
    Values,
}

/// Counts what a body holds. Of a body that is not JSON it counts at least what a parser would make
/// of its beginning.
#[derive(Debug)]
pub(super) struct Content {
    most: Most,
    depth: usize,
    values: usize,
    is_quoted: bool,
    is_escaped: bool,
    /// Whether a text, number or word was read that may be a name or a value.
    is_open: bool,
}

impl Content {
    pub(super) fn new(most: Most) -> Self {
        Self {
            most,
            depth: 0,
            values: 0,
            is_quoted: false,
            is_escaped: false,
            is_open: false,
        }
    }

    /// Counts what the next piece of the body adds.
    pub(super) fn read(&mut self, piece: &[u8]) -> Result<(), Excess> {
        piece.iter().try_for_each(|byte| self.take(*byte))
    }

    fn take(&mut self, byte: u8) -> Result<(), Excess> {
        if self.is_quoted {
            self.take_of_text(byte);
            return Ok(());
        }
        match byte {
            b'"' => (self.is_quoted, self.is_open) = (true, true),
            b'[' | b'{' => return self.enter(),
            b']' | b'}' => {
                self.depth = self.depth.saturating_sub(1);
                return self.end_value();
            }
            b',' => return self.end_value(),
            // What stood before was a name.
            b':' => self.is_open = false,
            byte if byte.is_ascii_whitespace() => {}
            _ => self.is_open = true,
        }
        Ok(())
    }

    fn take_of_text(&mut self, byte: u8) {
        match byte {
            _ if self.is_escaped => self.is_escaped = false,
            b'\\' => self.is_escaped = true,
            b'"' => self.is_quoted = false,
            _ => {}
        }
    }

    fn enter(&mut self) -> Result<(), Excess> {
        self.is_open = false;
        self.depth += 1;
        if self.depth > self.most.depth {
            return Err(Excess::Depth);
        }
        self.count()
    }

    fn end_value(&mut self) -> Result<(), Excess> {
        if std::mem::take(&mut self.is_open) {
            return self.count();
        }
        Ok(())
    }

    fn count(&mut self) -> Result<(), Excess> {
        self.values += 1;
        if self.values > self.most.values {
            return Err(Excess::Values);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn values_of(value: &Value) -> usize {
        1 + match value {
            Value::Array(values) => values.iter().map(values_of).sum(),
            Value::Object(object) => object.values().map(values_of).sum(),
            _ => 0,
        }
    }

    /// Whether the body passes, in pieces of every length.
    fn read(body: &[u8], depth: usize, values: usize) -> Result<(), Excess> {
        let by_length = |length| {
            let mut content = Content::new(Most { depth, values });
            body.chunks(length)
                .try_for_each(|piece| content.read(piece))
        };
        let whole = by_length(body.len());
        for length in 1..body.len() {
            assert_eq!(by_length(length), whole, "in pieces of {length}");
        }
        whole
    }

    #[test]
    fn all_values_are_counted_and_names_are_not() {
        for body in [
            r"[]",
            r#"{"userName":"x","a":[{},{}]}"#,
            r#" { "a" : [ 1 , -2.5e3 , "x" , true , false , null , [ ] , { } ] , "b" : "c" } "#,
            r#"{"a\"]:,":"b\\","c\\":[{"d":{"e":"\"{[,:"}}],"":""}"#,
            "\u{feff}[{},{}]",
            r#"[["a","b"],[["c"]],{"d":["e"]}]"#,
        ] {
            let text = body.trim_start_matches('\u{feff}');
            let values = values_of(&serde_json::from_str(text).unwrap());
            assert_eq!(read(body.as_bytes(), 9, values), Ok(()), "{body}");
            let fewer = read(body.as_bytes(), 9, values - 1);
            assert_eq!(fewer, Err(Excess::Values), "{body}");
        }
    }

    #[test]
    fn objects_and_lists_may_be_as_deep_as_the_limit() {
        for (body, depth) in [
            (r"[[[[]]], []]", 4),
            (r#"["]\"[[[[[{{{", []]"#, 2),
            (r#"{"a":[{"b":{}}]}"#, 4),
            (r"[][][]", 1),
        ] {
            assert_eq!(read(body.as_bytes(), depth, 99), Ok(()), "{body}");
            let flatter = read(body.as_bytes(), depth - 1, 99);
            assert_eq!(flatter, Err(Excess::Depth), "{body}");
        }
    }

    #[test]
    fn what_is_not_json_is_counted_until_it_ends() {
        assert_eq!(read(b"]]]]}{1,2,3", 1, 4), Ok(()));
        assert_eq!(read(b"[1,2,3,?,\"", 1, 4), Err(Excess::Values));
    }
}
