//! The children in need (CIN) census: one return per local authority and year, in XML.

pub mod record;
pub mod rules;
pub mod schema;
