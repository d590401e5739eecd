//! The program from outside: its commands, exit codes and sentences, and what survives a kill.

mod bench;
mod bench_sync;
mod demo;
mod full;
mod headquarters;
mod kill;
mod kill_visit;
mod lock;
mod publish;
mod refusal;
mod scan;
mod sheet;
mod visit;
mod window;
mod workbook;
