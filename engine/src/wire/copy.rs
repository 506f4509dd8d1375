//! `COPY … TO STDOUT`: a result as a stream of bytes, in PostgreSQL's text, CSV or binary.

use std::sync::Arc;

use bytes::{BufMut as _, BytesMut};
use datafusion::sql::sqlparser::ast::{CopyLegacyCsvOption, CopyLegacyOption, CopyOption};
use pgwire::messages::PgWireBackendMessage;
use pgwire::messages::copy::{CopyDone, CopyOutResponse};

use super::connection::{BUFFER, Connection};
use super::encode::{Column, Rows};
use super::errors::Fault;
use super::portal::RowSource;
use crate::session::{EngineError, ErrorKind};

/// What a binary copy begins with: signature, no flags, no extension.
const BINARY_HEADER: &[u8] = b"PGCOPY\n\xff\r\n\0\0\0\0\0\0\0\0\0";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layout {
    Text,
    Csv,
    Binary,
}

/// The options of one COPY.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CopyFormat {
    layout: Layout,
    header: bool,
    delimiter: u8,
    null: Vec<u8>,
    quote: u8,
    escape: u8,
    /// Columns whose values are quoted always; `*` is all.
    force_quote: Vec<String>,
}

impl CopyFormat {
    /// Reads the options, in the new spelling and the old.
    ///
    /// # Errors
    ///
    /// 42601 for an option that does not go with the format, 0A000 for one not offered.
    pub(super) fn read(
        options: &[CopyOption],
        legacy: &[CopyLegacyOption],
    ) -> Result<Self, EngineError> {
        let mut layout = Layout::Text;
        let mut header = false;
        let (mut delimiter, mut null, mut quote, mut escape) = (None, None, None, None);
        let mut force_quote = Vec::new();
        for option in options {
            match option {
                CopyOption::Format(name) => {
                    layout = match name.value.to_ascii_lowercase().as_str() {
                        "text" => Layout::Text,
                        "csv" => Layout::Csv,
                        "binary" => Layout::Binary,
                        other => {
                            let text = format!("COPY format \"{other}\" not recognized");
                            return Err(EngineError::new(ErrorKind::BadArgument, text)
                                .with_hint("valid: text, csv, binary"));
                        }
                    };
                }
                CopyOption::Header(on) => header = *on,
                CopyOption::Delimiter(c) => delimiter = Some(*c),
                CopyOption::Null(text) => null = Some(text.clone()),
                CopyOption::Quote(c) => quote = Some(*c),
                CopyOption::Escape(c) => escape = Some(*c),
                CopyOption::ForceQuote(columns) => {
                    force_quote.extend(columns.iter().map(|column| column.value.clone()));
                }
                CopyOption::Encoding(name) => encoding(name)?,
                CopyOption::Freeze(_) => {}
                CopyOption::ForceNotNull(_) | CopyOption::ForceNull(_) => {
                    return Err(EngineError::new(
                        ErrorKind::NotSupported,
                        "COPY FORCE_NULL and FORCE_NOT_NULL are for COPY FROM",
                    ));
                }
            }
        }
        for option in legacy {
            match option {
                CopyLegacyOption::Binary => layout = Layout::Binary,
                CopyLegacyOption::Delimiter(c) => delimiter = Some(*c),
                CopyLegacyOption::Null(text) => null = Some(text.clone()),
                CopyLegacyOption::Header => header = true,
                CopyLegacyOption::Csv(csv) => {
                    layout = Layout::Csv;
                    for option in csv {
                        match option {
                            CopyLegacyCsvOption::Header => header = true,
                            CopyLegacyCsvOption::Quote(c) => quote = Some(*c),
                            CopyLegacyCsvOption::Escape(c) => escape = Some(*c),
                            CopyLegacyCsvOption::ForceQuote(columns) => {
                                force_quote.extend(columns.iter().map(|c| c.value.clone()));
                            }
                            CopyLegacyCsvOption::ForceNotNull(_) => {}
                        }
                    }
                }
                other => {
                    let text = format!("COPY option {other} is not PostgreSQL's");
                    return Err(EngineError::new(ErrorKind::Syntax, text));
                }
            }
        }
        if layout != Layout::Csv && (quote.is_some() || escape.is_some() || !force_quote.is_empty())
        {
            let text = "COPY QUOTE, ESCAPE and FORCE_QUOTE need FORMAT csv";
            return Err(EngineError::new(ErrorKind::Syntax, text));
        }
        if layout == Layout::Binary && (header || delimiter.is_some() || null.is_some()) {
            let text = "COPY HEADER, DELIMITER and NULL do not go with FORMAT binary";
            return Err(EngineError::new(ErrorKind::Syntax, text));
        }
        let csv = layout == Layout::Csv;
        let quote = byte(quote.unwrap_or('"'), "QUOTE")?;
        Ok(CopyFormat {
            layout,
            header,
            delimiter: byte(
                delimiter.unwrap_or(if csv { ',' } else { '\t' }),
                "DELIMITER",
            )?,
            null: null
                .unwrap_or_else(|| if csv { "" } else { "\\N" }.to_owned())
                .into_bytes(),
            quote,
            escape: match escape {
                Some(c) => byte(c, "ESCAPE")?,
                None => quote,
            },
            force_quote,
        })
    }

    /// Which columns are quoted always.
    fn forced(&self, columns: &[Column]) -> Vec<bool> {
        let all = self.force_quote.iter().any(|name| name == "*");
        columns
            .iter()
            .map(|column| all || self.force_quote.contains(&column.name))
            .collect()
    }

    fn header_line(&self, columns: &[Column], out: &mut BytesMut) {
        for (i, column) in columns.iter().enumerate() {
            self.value(i, Some(column.name.as_bytes()), false, out);
        }
        out.put_u8(b'\n');
    }

    /// One value of a line, with the delimiter before it.
    fn value(&self, column: usize, value: Option<&[u8]>, force: bool, out: &mut BytesMut) {
        if column > 0 {
            out.put_u8(self.delimiter);
        }
        match value {
            None => out.put_slice(&self.null),
            Some(value) if self.layout == Layout::Csv => self.csv(column, value, force, out),
            Some(value) => self.text(value, out),
        }
    }

    fn text(&self, value: &[u8], out: &mut BytesMut) {
        for byte in value {
            let escaped = match byte {
                b'\\' => b'\\',
                0x08 => b'b',
                0x0c => b'f',
                b'\n' => b'n',
                b'\r' => b'r',
                b'\t' => b't',
                0x0b => b'v',
                byte if *byte == self.delimiter => *byte,
                byte => {
                    out.put_u8(*byte);
                    continue;
                }
            };
            out.put_u8(b'\\');
            out.put_u8(escaped);
        }
    }

    fn csv(&self, column: usize, value: &[u8], force: bool, out: &mut BytesMut) {
        let special =
            |b: &u8| *b == self.delimiter || *b == self.quote || matches!(b, b'\n' | b'\r');
        let quote = force
            || value == self.null
            // A lone \. would read as the end of the data.
            || (column == 0 && value == b"\\.")
            || value.iter().any(special);
        if !quote {
            out.put_slice(value);
            return;
        }
        out.put_u8(self.quote);
        for byte in value {
            if *byte == self.quote || *byte == self.escape {
                out.put_u8(self.escape);
            }
            out.put_u8(*byte);
        }
        out.put_u8(self.quote);
    }
}

fn byte(c: char, option: &str) -> Result<u8, EngineError> {
    u8::try_from(c)
        .ok()
        .filter(u8::is_ascii)
        .filter(|b| !matches!(b, b'\n' | b'\r'))
        .ok_or_else(|| {
            let text = format!("COPY {option} must be a single one-byte character");
            EngineError::new(ErrorKind::BadArgument, text)
        })
}

fn encoding(name: &str) -> Result<(), EngineError> {
    match name.to_ascii_uppercase().replace('-', "").as_str() {
        "UTF8" | "UNICODE" => Ok(()),
        _ => Err(EngineError::new(
            ErrorKind::NotSupported,
            "COPY sends UTF8 only",
        )),
    }
}

impl Connection {
    /// Sends a whole result as copy data, at the client's pace.
    pub(super) async fn copy_out(
        &mut self,
        mut rows: RowSource,
        format: &CopyFormat,
    ) -> Result<(), Fault> {
        let columns = Arc::clone(rows.columns());
        let binary = format.layout == Layout::Binary;
        let code = i16::from(binary);
        let width = columns.len() as i16;
        let response = CopyOutResponse::new(code as i8, width, vec![code; columns.len()]);
        self.feed(PgWireBackendMessage::CopyOutResponse(response))
            .await?;
        if binary {
            copy_data(self.socket.write_buffer_mut(), |out| {
                out.put_slice(BINARY_HEADER)
            });
        } else if format.header {
            let buffer = self.socket.write_buffer_mut();
            copy_data(buffer, |out| format.header_line(&columns, out));
        }
        let forced = format.forced(&columns);
        let text_format = self.text_format();
        let mut scratch = BytesMut::new();
        let mut line = BytesMut::new();
        let mut count = 0;
        while let Some(batch) = rows.next(usize::MAX).await? {
            let values = Rows::of(&batch, &[], &text_format)?;
            for row in 0..batch.num_rows() {
                line.clear();
                if binary {
                    values.copy_binary(row, &mut line)?;
                } else {
                    values.each_text(row, &mut scratch, |column, value| {
                        format.value(column, value, forced[column], &mut line);
                    })?;
                    line.put_u8(b'\n');
                }
                let buffer = self.socket.write_buffer_mut();
                copy_data(buffer, |out| out.put_slice(&line));
                if buffer.len() >= BUFFER {
                    self.flush_some().await?;
                }
            }
            count += batch.num_rows();
        }
        if binary {
            copy_data(self.socket.write_buffer_mut(), |out| out.put_i16(-1));
        }
        self.feed(PgWireBackendMessage::CopyDone(CopyDone::new()))
            .await?;
        self.complete(format!("COPY {count}")).await
    }
}

/// Appends a CopyData message with what `write` writes.
fn copy_data(out: &mut BytesMut, write: impl FnOnce(&mut BytesMut)) {
    out.put_u8(b'd');
    let start = out.len();
    out.put_i32(0);
    write(out);
    let length = (out.len() - start) as i32;
    out[start..start + 4].copy_from_slice(&length.to_be_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(format: &CopyFormat, values: &[Option<&str>]) -> String {
        let mut out = BytesMut::new();
        for (i, value) in values.iter().enumerate() {
            format.value(i, value.map(str::as_bytes), false, &mut out);
        }
        String::from_utf8(out.to_vec()).unwrap()
    }

    #[test]
    fn text_escapes_what_would_end_a_value() {
        let format = CopyFormat::read(&[], &[]).unwrap();
        let values = [
            Some("a\tb"),
            None,
            Some("back\\slash"),
            Some("two\nlines"),
            Some(""),
        ];
        assert_eq!(
            line(&format, &values),
            "a\\tb\t\\N\tback\\\\slash\ttwo\\nlines\t"
        );
    }

    #[test]
    fn csv_quotes_and_tells_empty_from_null() {
        let format = CopyFormat::read(&[], &[CopyLegacyOption::Csv(vec![])]).unwrap();
        let values = [
            Some("a,b"),
            None,
            Some(""),
            Some("say \"x\""),
            Some("plain"),
        ];
        assert_eq!(
            line(&format, &values),
            "\"a,b\",,\"\",\"say \"\"x\"\"\",plain"
        );
        assert_eq!(line(&format, &[Some("\\.")]), "\"\\.\"");
    }

    #[test]
    fn options_that_do_not_go_together_are_refused() {
        let csv = || CopyOption::Format("csv".into());
        let binary = || CopyOption::Format("binary".into());
        let state = |options: &[CopyOption]| {
            CopyFormat::read(options, &[])
                .map(|_| ())
                .map_err(|e| e.sqlstate())
        };
        assert_eq!(state(&[csv(), CopyOption::Quote('\'')]), Ok(()));
        assert_eq!(state(&[CopyOption::Quote('\'')]), Err("42601"));
        assert_eq!(state(&[binary(), CopyOption::Header(true)]), Err("42601"));
        assert_eq!(state(&[CopyOption::Format("xml".into())]), Err("22023"));
        assert_eq!(state(&[csv(), CopyOption::Delimiter('ü')]), Err("22023"));
        assert_eq!(
            state(&[CopyOption::Encoding("LATIN1".into())]),
            Err("0A000")
        );
    }
}
