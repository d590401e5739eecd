//! The program from outside: its commands, exit codes and sentences, and what survives a kill.

mod demo;
mod kill;
mod refusal;
mod sheet;
mod workbook;
