//! The generator as a whole; the parts are tested where they stand.

mod consistency;
mod files;
mod measures;
mod shape;
mod years;
