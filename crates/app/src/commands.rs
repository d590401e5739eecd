//! The command table: every name with what goes in and what comes back. A name without its use-case does not
//! compile, and the screen's own table is generated from this one.

use rounds_core::{AppError, ErrorCode, calendar::CalendarEntry, setting::Settings};
use serde_json::Value;
use ts_rs::{Config, TS};

use crate::{
    Ctx, Session, backup, calendar, contact, customer, customer_set, frequency, import, output, plan,
    setting, sheet, support, territory, today,
    wire::{
        AddVisit, AppStatus, BackupFile, ById, ByName, ByPath, ByPreset, ByToken, ByTx, ByWeek, CustomerFile,
        CustomerPage, CustomerQuery, EditVisit, FileWritten, FrequencyView, ImportPreview, ImportResult,
        LockVisit, MakePlan, MoveVisit, NewCustomer, Nothing, PlanBoard, PlanProposal, PreviewImport,
        PrintSheets, PutCalendarEntry, PutContact, PutRule, PutSet, PutTerritory, SetField, SetSummary,
        TodayView, TxDone,
    },
};

macro_rules! commands {
    ($($name:literal => $function:path: $args:ty => $reply:ty),* $(,)?) => {
        /// The names, in the table's order.
        pub const COMMANDS: &[&str] = &[$($name,)* "import.preview"];

        pub(crate) fn dispatch(
            session: &Session,
            name: &str,
            args: Value,
            bytes: Option<Vec<u8>>,
            ctx: &Ctx,
        ) -> Result<Value, AppError> {
            match name {
                $($name => {
                    let args: $args = parse(args)?;
                    let reply: $reply = $function(session, args, ctx)?;
                    give(reply)
                })*
                "import.preview" => {
                    let bytes = bytes.ok_or_else(|| ErrorCode::BadArguments.on("bytes"))?;
                    give(import::preview(session, parse::<PreviewImport>(args)?, &bytes, ctx)?)
                }
                _ => Err(ErrorCode::UnknownCommand.with("name", name)),
            }
        }

        fn signatures(config: &Config) -> Vec<(&'static str, String, String)> {
            vec![
                $(($name, <$args>::name(config), <$reply>::name(config)),)*
                ("import.preview", PreviewImport::name(config), ImportPreview::name(config)),
            ]
        }
    };
}

fn parse<T: serde::de::DeserializeOwned>(args: Value) -> Result<T, AppError> {
    serde_json::from_value(args).map_err(|error| ErrorCode::BadArguments.with("because", error.to_string()))
}

fn give<T: serde::Serialize>(reply: T) -> Result<Value, AppError> {
    serde_json::to_value(reply).map_err(|_| ErrorCode::Internal.into())
}

fn undo_change(session: &Session, ByTx { tx_id }: ByTx, ctx: &Ctx) -> Result<(), AppError> {
    session.data(ctx)?.write(ctx, |tx| Ok(tx.revert(tx_id)?))?;
    Ok(())
}

commands! {
    "app.status" => territory::status: Nothing => AppStatus,
    "start.demo" => territory::start_demo: Nothing => AppStatus,
    "start.own" => territory::start_own: Nothing => AppStatus,
    "start.leave" => territory::leave: Nothing => AppStatus,
    "settings.save" => setting::save: Settings => Settings,
    "territory.save" => territory::save: PutTerritory => AppStatus,
    "customer.list" => customer::list: CustomerQuery => CustomerPage,
    "customer.get" => customer::get: ById => CustomerFile,
    "customer.create" => customer::create: NewCustomer => CustomerFile,
    "customer.set_field" => customer::set_field: SetField => CustomerFile,
    "customer.delete" => customer::delete: ById => TxDone,
    "contact.put" => contact::put: PutContact => CustomerFile,
    "contact.delete" => contact::delete: ById => CustomerFile,
    "set.list" => customer_set::list: Nothing => Vec<SetSummary>,
    "set.put" => customer_set::put: PutSet => Vec<SetSummary>,
    "set.delete" => customer_set::delete: ById => TxDone,
    "import.apply" => import::apply: ByToken => ImportResult,
    "import.cancel" => import::cancel: ByToken => (),
    "export.customers" => import::export: Nothing => FileWritten,
    "frequency.get" => frequency::get: Nothing => FrequencyView,
    "frequency.use_preset" => frequency::use_preset: ByPreset => FrequencyView,
    "frequency.put" => frequency::put: PutRule => FrequencyView,
    "frequency.delete" => frequency::delete: ById => FrequencyView,
    "calendar.list" => calendar::list: Nothing => Vec<CalendarEntry>,
    "calendar.put" => calendar::put: PutCalendarEntry => Vec<CalendarEntry>,
    "calendar.delete" => calendar::delete: ById => Vec<CalendarEntry>,
    "plan.get" => plan::get: ByWeek => PlanBoard,
    "plan.make" => plan::make: MakePlan => PlanBoard,
    "plan.propose" => plan::propose: MakePlan => PlanProposal,
    "plan.accept" => plan::accept: ByToken => PlanBoard,
    "plan.move" => plan::shift: MoveVisit => PlanBoard,
    "plan.lock" => plan::lock: LockVisit => PlanBoard,
    "plan.add" => plan::add: AddVisit => PlanBoard,
    "plan.remove" => plan::remove: ById => PlanBoard,
    "plan.edit" => plan::change: EditVisit => PlanBoard,
    "plan.undo" => plan::undo: ByWeek => PlanBoard,
    "plan.redo" => plan::redo: ByWeek => PlanBoard,
    "plan.finalise" => plan::finalise: ByWeek => PlanBoard,
    "plan.export" => plan::export: ByWeek => FileWritten,
    "sheets.print" => sheet::print: PrintSheets => FileWritten,
    "today.get" => today::get: Nothing => TodayView,
    "file.open" => output::open_file: ByPath => (),
    "change.undo" => undo_change: ByTx => (),
    "backup.list" => backup::list: Nothing => Vec<BackupFile>,
    "backup.make" => backup::make: Nothing => Vec<BackupFile>,
    "backup.daily" => backup::daily: Nothing => (),
    "backup.restore" => backup::restore: ByName => AppStatus,
    "support.bundle" => support::bundle: Nothing => FileWritten,
}

/// The table as TypeScript: name → args and reply.
pub fn typescript() -> String {
    let config = Config::from_env();
    let mut imports = std::collections::BTreeSet::new();
    let mut lines = String::new();
    for (name, args, reply) in signatures(&config) {
        for word in [&args, &reply].into_iter().flat_map(|text| text.split(|ch: char| !ch.is_alphanumeric()))
        {
            if word.starts_with(char::is_uppercase) && word != "Array" && word != "Record" {
                imports.insert(word.to_owned());
            }
        }
        lines.push_str(&format!("  \"{name}\": {{ args: {args}; reply: {reply} }};\n"));
    }
    let imports: String =
        imports.iter().map(|name| format!("import type {{ {name} }} from \"./{name}\";\n")).collect();
    format!(
        "// Generated from the command table by the tests. Do not edit.\n{imports}\nexport interface Commands {{\n{lines}}}\n"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn export_bindings_of_the_command_table() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ui/src/ipc/types");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(folder.join("Commands.ts"), typescript()).unwrap();
    }

    #[test]
    fn no_name_stands_twice_in_the_table() {
        let names: std::collections::BTreeSet<_> = COMMANDS.iter().collect();
        assert_eq!(names.len(), COMMANDS.len());
    }
}
