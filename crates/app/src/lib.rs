//! Use-cases by noun, and the table of commands that the shell and the command line both call.

pub mod wire;
pub mod workbook;
