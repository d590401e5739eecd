//! `--help` in Chinese, as the commands speak: clap's own words and headings are put in ours.

use clap::{Arg, ArgAction, Command, Error};

const TEMPLATE: &str = "{about}\n\n用法：{usage}\n\n{all-args}{after-help}\n";
const ARGUMENTS: &str = "参数";
const OPTIONS: &str = "选项";

/// The command with Chinese headings and help, and those below it, where `-1` is a value.
pub fn chinese(command: Command) -> Command {
    headed(command, true)
}

fn headed(command: Command, is_top: bool) -> Command {
    let names: Vec<String> = command.get_subcommands().map(|inner| inner.get_name().to_owned()).collect();
    let command = command
        .help_template(TEMPLATE)
        .disable_help_flag(true)
        .disable_version_flag(true)
        .subcommand_help_heading("命令")
        .subcommand_value_name("命令")
        .mut_args(|arg| {
            let heading = if arg.is_positional() { ARGUMENTS } else { OPTIONS };
            let has_values = arg.get_action().takes_values();
            let arg = arg.help_heading(heading);
            // A number below zero is a value like any other, to be refused as what it is and not as an unknown option.
            if has_values {
                arg.hide_possible_values(true).hide_default_value(true).allow_negative_numbers(true)
            } else {
                arg
            }
        })
        .arg(
            Arg::new("help")
                .short('h')
                .long("help")
                .action(ArgAction::Help)
                .help("显示这份说明")
                .help_heading(OPTIONS),
        );
    let command = if is_top {
        let version = Arg::new("version").short('V').long("version").action(ArgAction::Version);
        command.arg(version.help("显示版本").help_heading(OPTIONS))
    } else {
        command
    };
    names
        .into_iter()
        .fold(command, |command, name| command.mut_subcommand(name, |inner| headed(inner, false)))
}

/// What clap writes into the line of usage by itself.
pub fn shown(help: &Error) -> String {
    help.to_string().replace("[OPTIONS]", "[选项]")
}
