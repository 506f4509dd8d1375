//! Numbers of other authorities: where a plan came from, where a case went.

use std::collections::HashMap;
use std::sync::LazyLock;

use arrow::array::{Array, AsArray};
use arrow::datatypes::{Date32Type, Int16Type};

use super::person::is_digits;
use super::{Case, rule};
use crate::reference::{LOCAL_AUTHORITY, batches};
use crate::sen2::person::Values;

/// Last day of each authority, `None` for one that still is.
static AUTHORITIES: LazyLock<HashMap<i16, Option<i32>>> = LazyLock::new(|| {
    let mut all = HashMap::new();
    // The built-in table is read by its own tests.
    for batch in batches(&LOCAL_AUTHORITY).unwrap_or_default() {
        let columns = batch
            .column_by_name("code")
            .zip(batch.column_by_name("valid_to"));
        let Some((codes, ends)) = columns else {
            continue;
        };
        let codes = codes.as_primitive::<Int16Type>();
        let ends = ends.as_primitive::<Date32Type>();
        for row in 0..batch.num_rows() {
            let end = ends.is_valid(row).then(|| ends.value(row));
            all.insert(codes.value(row), end);
        }
    }
    all
});

/// Judges an item that names an authority: it may be a name, a code of the statistics office,
/// or the number of an authority that is no more.
pub(super) fn check(case: &mut Case<'_>, values: &Values<'_>, item: usize) {
    let Some(code) = values.text(item) else {
        return;
    };
    let number = is_digits(code, 3)
        .then(|| code.parse::<i16>().ok())
        .flatten();
    let Some(number) = number else {
        return case.report(rule!("la_code_form"), values, item);
    };
    match AUTHORITIES.get(&number) {
        None => case.report(rule!("la_code_unknown"), values, item),
        Some(Some(end)) if *end < case.days.period_start => {
            case.report(rule!("la_code_former"), values, item);
        }
        Some(_) => {}
    }
}
