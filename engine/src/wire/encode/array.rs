//! Arrays and records: values that hold values.

use bytes::{BufMut as _, BytesMut};
use pgwire::api::Type;
use pgwire::error::PgWireResult;

use super::{Kind, Values};

/// A list column: where each row's elements are, and the elements.
pub(super) struct Lists<'a> {
    /// Start and end of a row in `elements`.
    pub(super) bounds: Box<dyn Fn(usize) -> (usize, usize) + Send + Sync + 'a>,
    /// The elements of all rows.
    pub(super) elements: Box<Values<'a>>,
    /// Type of an innermost element.
    pub(super) element_type: Type,
}

impl Lists<'_> {
    /// `{1,NULL,"b c"}`, nested lists as `{{1},{2}}`.
    pub(super) fn text(&self, row: usize, out: &mut BytesMut) -> PgWireResult<()> {
        let (start, end) = (self.bounds)(row);
        out.put_u8(b'{');
        for index in start..end {
            if index > start {
                out.put_u8(b',');
            }
            if self.elements.is_null(index) {
                out.put_slice(b"NULL");
            } else if let Kind::List(inner) = &self.elements.kind {
                inner.text(index, out)?;
            } else {
                let at = out.len();
                self.elements.text(index, out)?;
                quote(at, needs_quotes_in_array, b'\\', out);
            }
        }
        out.put_u8(b'}');
        Ok(())
    }

    /// Dimensions, whether there are NULLs, the element type, then the elements.
    pub(super) fn binary(&self, row: usize, out: &mut BytesMut) -> PgWireResult<()> {
        let mut dimensions = Vec::new();
        self.dimensions(row, &mut dimensions);
        if dimensions.contains(&0) {
            dimensions.clear();
        }
        out.put_i32(dimensions.len() as i32);
        let flags = out.len();
        out.put_i32(0);
        out.put_u32(self.element_type.oid());
        for length in &dimensions {
            out.put_i32(*length as i32);
            out.put_i32(1);
        }
        let mut nulls = false;
        if !dimensions.is_empty() {
            self.elements_binary(row, &mut nulls, out)?;
        }
        out[flags..flags + 4].copy_from_slice(&i32::from(nulls).to_be_bytes());
        Ok(())
    }

    fn dimensions(&self, row: usize, found: &mut Vec<usize>) {
        let (start, end) = (self.bounds)(row);
        found.push(end - start);
        if let Kind::List(inner) = &self.elements.kind
            && end > start
        {
            inner.dimensions(start, found);
        }
    }

    fn elements_binary(
        &self,
        row: usize,
        nulls: &mut bool,
        out: &mut BytesMut,
    ) -> PgWireResult<()> {
        let (start, end) = (self.bounds)(row);
        for index in start..end {
            if let Kind::List(inner) = &self.elements.kind {
                inner.elements_binary(index, nulls, out)?;
            } else {
                *nulls |= self.elements.is_null(index);
                self.elements.with_length(index, true, out)?;
            }
        }
        Ok(())
    }
}

/// A record column: its fields, side by side.
pub(super) struct Records<'a> {
    /// Type and values of each field.
    pub(super) fields: Vec<(Type, Values<'a>)>,
}

impl Records<'_> {
    /// `(1,,"b c")`; NULL is nothing.
    pub(super) fn text(&self, row: usize, out: &mut BytesMut) -> PgWireResult<()> {
        out.put_u8(b'(');
        for (index, (_, values)) in self.fields.iter().enumerate() {
            if index > 0 {
                out.put_u8(b',');
            }
            if !values.is_null(row) {
                let at = out.len();
                values.text(row, out)?;
                quote(at, needs_quotes_in_record, b'"', out);
            }
        }
        out.put_u8(b')');
        Ok(())
    }

    /// The number of fields, then type, length and value of each.
    pub(super) fn binary(&self, row: usize, out: &mut BytesMut) -> PgWireResult<()> {
        out.put_i32(self.fields.len() as i32);
        for (ty, values) in &self.fields {
            out.put_u32(ty.oid());
            values.with_length(row, true, out)?;
        }
        Ok(())
    }
}

fn needs_quotes_in_array(text: &[u8]) -> bool {
    text.is_empty()
        || text.eq_ignore_ascii_case(b"null")
        || text
            .iter()
            .any(|b| matches!(b, b'"' | b'\\' | b'{' | b'}' | b',') || is_space(*b))
}

fn needs_quotes_in_record(text: &[u8]) -> bool {
    text.is_empty()
        || text
            .iter()
            .any(|b| matches!(b, b'"' | b'\\' | b'(' | b')' | b',') || is_space(*b))
}

fn is_space(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte == 0x0b
}

/// Puts what stands in `out` from `at` between quotes when it needs them. A quote inside is
/// preceded by `escape`, a backslash by a backslash.
fn quote(at: usize, needed: fn(&[u8]) -> bool, escape: u8, out: &mut BytesMut) {
    if !needed(&out[at..]) {
        return;
    }
    let plain = out.split_off(at);
    out.put_u8(b'"');
    for byte in plain {
        match byte {
            b'"' => out.put_u8(escape),
            b'\\' => out.put_u8(b'\\'),
            _ => {}
        }
        out.put_u8(byte);
    }
    out.put_u8(b'"');
}
