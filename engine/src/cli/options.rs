//! Options that several commands share, and how their values are read.

use std::ops::RangeInclusive;
use std::path::PathBuf;

use arrow::array::AsArray;
use arrow::datatypes::Int16Type;
use clap::Args;

use super::failure::Failure;
use crate::output::{Destination, Format};

/// How and where rows are written.
#[derive(Debug, Clone, Args)]
pub(super) struct OutputOptions {
    /// How rows are written.
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(super) format: Format,
    /// Write the rows to this file instead of standard output.
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}

impl OutputOptions {
    /// A table on standard output.
    pub(super) fn table() -> Self {
        OutputOptions {
            format: Format::Table,
            output: None,
        }
    }

    pub(super) fn destination(&self) -> Destination {
        Destination::from(self.output.clone())
    }

    /// Whether a person reads standard output, so that words beside the rows do no harm.
    pub(super) fn for_people(&self) -> bool {
        self.format == Format::Table && self.output.is_none()
    }
}

/// What the operator says of the files; it goes before what they say themselves.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct GivenOptions {
    /// Local authority the files are of (DfE three-digit number), whatever they say themselves.
    #[arg(long, value_name = "N")]
    la: Option<i16>,
    /// Year the files are of, whatever they say themselves: the calendar year in which the
    /// collection year ends.
    #[arg(long, value_name = "Y")]
    year: Option<i16>,
}

impl GivenOptions {
    /// Checks that there is such an authority and such a year.
    pub(super) fn given(self) -> Result<cohort_connectors::Given, Failure> {
        if let Some(la) = self.la
            && !is_local_authority(la)?
        {
            return Err(Failure::new(format!(
                "--la {la}: no local authority has this number; give the DfE's three-digit \
                 number, see reference.local_authority"
            )));
        }
        if let Some(year) = self.year
            && !(2000..=2100).contains(&year)
        {
            return Err(Failure::new(format!(
                "--year {year}: not a collection year; give the calendar year in which it ends, \
                 2024 for 2023-24"
            )));
        }
        Ok(cohort_connectors::Given {
            la_code: self.la,
            year: self.year,
        })
    }
}

/// Whether the built-in list has the number, former authorities included.
fn is_local_authority(la: i16) -> Result<bool, Failure> {
    use cohort_connectors::reference::{LOCAL_AUTHORITY, batches};
    Ok(batches(&LOCAL_AUTHORITY)?.iter().any(|batch| {
        let codes = batch
            .column_by_name("code")
            .and_then(|c| c.as_primitive_opt::<Int16Type>());
        codes.is_some_and(|codes| codes.iter().flatten().any(|code| code == la))
    }))
}

/// `2022-2025`, or one year.
pub(super) fn years(text: &str) -> Result<RangeInclusive<i16>, String> {
    let year = |text: &str| {
        text.trim()
            .parse::<i16>()
            .map_err(|_| "give 2022-2025 or 2024".to_owned())
    };
    match text.split_once('-') {
        Some((first, last)) => Ok(year(first)?..=year(last)?),
        None => year(text).map(|year| year..=year),
    }
}

/// A number of bytes: `512M`, `4GiB`, `1000000`. Units are powers of 1,024.
pub(super) fn bytes(text: &str) -> Result<usize, String> {
    let help = || "give a number of bytes such as 512M or 4G".to_owned();
    let digits = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    let (number, unit) = text.split_at(digits);
    let shift = match unit
        .trim()
        .to_ascii_uppercase()
        .trim_end_matches('B')
        .trim_end_matches('I')
    {
        "" => 0,
        "K" => 10,
        "M" => 20,
        "G" => 30,
        "T" => 40,
        _ => return Err(help()),
    };
    let number: usize = number.parse().map_err(|_| help())?;
    number
        .checked_mul(1 << shift)
        .filter(|bytes| *bytes > 0)
        .ok_or_else(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn years_are_a_range_or_one() {
        assert_eq!(years("2022-2025"), Ok(2022..=2025));
        assert_eq!(years("2024"), Ok(2024..=2024));
        assert!(years("24-x").is_err());
    }

    #[test]
    fn bytes_take_units_of_1024() {
        for (text, expected) in [
            ("1000", 1000),
            ("2K", 2048),
            ("3M", 3 << 20),
            ("4GiB", 4 << 30),
            ("1gb", 1 << 30),
        ] {
            assert_eq!(bytes(text), Ok(expected), "{text}");
        }
        for text in ["", "G", "4X", "0", "-1", "99999999999999T"] {
            assert!(bytes(text).is_err(), "{text}");
        }
    }
}
