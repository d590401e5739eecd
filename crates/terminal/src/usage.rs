//! Arguments that no command takes, in one sentence of ours.

use std::fmt::Display;

use clap::{
    Command, Error,
    error::{ContextKind, ContextValue, ErrorKind},
};
use rounds_core::{setting::Language, words::Words};

/// What is wrong with the arguments as they were typed, and where their form is told.
///
/// `program`: its commands, by whose name its help is found.
pub fn sentence(program: &Command, error: &Error, typed: &str) -> String {
    let words = Words::of(Language::Zh);
    let text = |kind: ContextKind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join("、"),
        Some(ContextValue::Number(number)) => number.to_string(),
        _ => String::new(),
    };
    let arg = text(ContextKind::InvalidArg);
    let known = text(ContextKind::ValidValue);
    // Where nothing at all follows a command, clap does not say which it was.
    let place = Some(usage(error)).filter(|usage| !usage.is_empty()).unwrap_or_else(|| typed.to_owned());
    let commands = || commands(program, &place).join("、");
    let (name, arg, known) = match error.kind() {
        ErrorKind::InvalidValue if text(ContextKind::InvalidValue).is_empty() => {
            ("missing_value", arg, known)
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if !known.is_empty() => {
            ("invalid_value", arg, known)
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => ("invalid_value_free", arg, known),
        ErrorKind::UnknownArgument => ("unknown_argument", arg, known),
        ErrorKind::InvalidSubcommand => {
            ("invalid_subcommand", text(ContextKind::InvalidSubcommand), commands())
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            ("missing_subcommand", arg, commands())
        }
        ErrorKind::MissingRequiredArgument => ("missing_argument", arg, known),
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues | ErrorKind::NoEquals => {
            ("missing_value", arg, known)
        }
        ErrorKind::TooManyValues => ("too_many_values", arg, known),
        ErrorKind::ArgumentConflict => ("argument_conflict", arg, known),
        ErrorKind::InvalidUtf8 => ("not_text", arg, known),
        _ => ("other", arg, known),
    };
    let value = text(ContextKind::InvalidValue);
    let values: [(&str, &dyn Display); 3] =
        [("arg", &plain(&bare(&arg))), ("value", &plain(&value)), ("known", &known)];
    format!(
        "{}{}",
        words.say("usage", name, &values),
        words.say("usage", "see_help", &[("program", &program.get_name())])
    )
}

/// The commands that there are where `usage` stands: `Usage: rounds visit …` → those of `visit`.
fn commands(program: &Command, usage: &str) -> Vec<String> {
    let mut at = program;
    for word in usage.split_whitespace() {
        if let Some(inner) = at.find_subcommand(word) {
            at = inner;
        }
    }
    at.get_subcommands().map(|command| command.get_name().to_owned()).collect()
}

/// `Usage: rounds visit [OPTIONS] <COMMAND>`: which command it was that went wrong.
fn usage(error: &Error) -> String {
    match error.get(ContextKind::Usage) {
        Some(ContextValue::StyledStr(text)) => text.to_string(),
        _ => String::new(),
    }
}

/// Names without what stands for their values: `--week <WEEK>` → `--week`, `<FILE>...` → `FILE`.
fn bare(args: &str) -> String {
    let name = |arg: &str| match arg.split_once(" <") {
        Some((option, _)) => option.to_owned(),
        None => arg.trim_start_matches(['<', '[']).trim_end_matches(['>', ']', '.']).replace('>', ""),
    };
    args.split('、').map(name).collect::<Vec<_>>().join("、")
}

/// What was typed is shown, not obeyed.
fn plain(text: &str) -> String {
    text.chars().flat_map(|c| if c.is_control() { c.escape_unicode().collect() } else { vec![c] }).collect()
}
