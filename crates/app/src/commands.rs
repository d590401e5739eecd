//! The command table: every name with what goes in and what comes back. A name without its use-case does not
//! compile, and the screen's own table is generated from this one.

use rounds_core::{
    AppError, ErrorCode, attachment::Attachment, calendar::CalendarEntry, navigation::NavigationLink,
    setting::Settings,
};
use serde_json::Value;
use ts_rs::{Config, TS};

use crate::{
    Ctx, Session, apart, backup, bulletin, calendar, contact, customer, customer_set, damage, duty, filled,
    frequency, import, issue, later, leave, lock, navigate, output, photo, plan, rescue, scan, setting,
    sheet, support, sync, territory, timeline, today, travel, verify, visit,
    wire::{
        AddPhoto, AddScan, AddStep, AddVisit, ApartView, AppStatus, ArrivedAt, BackupFile, ByDamage, ByDate,
        ById, ByName, ByPath, ByPin, ByPreset, ByRecovery, ByToken, ByTx, ByWeek, ConflictDecided,
        ConflictItem, CustomerFile, CustomerPage, CustomerQuery, DecideConflict, Departure, EditVisit,
        EraseVisit, ExportDay, ExportVisit, FileWritten, FrequencyView, GetPhoto, ImportMatrix,
        ImportPreview, ImportResult, IssueFile, IssueList, IssueQuery, LaterDay, LockVisit, MakePlan,
        MarkDuty, MatchScan, MatrixView, MayPin, MissDay, MoveCost, MoveVisit, NavigateTo, NewCustomer,
        Nothing, PhotoData, PlanBoard, PlanOutlook, PlanProposal, PlanSums, PositionDoubt, PreviewImport,
        PrintRecords, PrintSheets, PutApart, PutCalendarEntry, PutContact, PutIssue, PutLaterRow, PutOffDone,
        PutOffVisit, PutRule, PutSet, PutTerritory, RecoveryGroups, RepairPlan, RescueWritten, SaveInternal,
        SaveVisit, ScanItem, ScanResult, SetAsideItem, SetField, SetPin, SetSummary, SettleSetAside,
        SignVisit, SpeedView, StartVisit, SyncEnrol, SyncEnrolled, SyncRun, SyncSignOut, SyncStatus,
        TakePlan, TimelinePage, TimelineQuery, TodayView, TxDone, UndoStep, UnlockAsked, UnsentList,
        UnsentView, VerifyFile, VerifyReport, VisitCheck, VisitQuery, VisitScreen, VisitSummary, Wipe,
    },
};

macro_rules! commands {
    (
        $($name:literal => $function:path: $args:ty => $reply:ty),* $(,)?;
        with bytes: $($taker:literal => $take:path: $beside:ty => $given:ty),* $(,)?
    ) => {
        /// The names, in the table's order.
        pub const COMMANDS: &[&str] = &[$($name,)* $($taker,)*];

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
                $($taker => {
                    let bytes = bytes.ok_or_else(|| ErrorCode::BadArguments.on("bytes"))?;
                    let args: $beside = parse(args)?;
                    let reply: $given = $take(session, args, &bytes, ctx)?;
                    give(reply)
                })*
                _ => Err(ErrorCode::UnknownCommand.with("name", name)),
            }
        }

        fn signatures(config: &Config) -> Vec<(&'static str, String, String)> {
            vec![
                $(($name, <$args>::name(config), <$reply>::name(config)),)*
                $(($taker, <$beside>::name(config), <$given>::name(config)),)*
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
    "damage.acknowledge" => damage::acknowledge: ByDamage => AppStatus,
    "start.demo" => territory::start_demo: Nothing => AppStatus,
    "start.own" => territory::start_own: Nothing => AppStatus,
    "start.leave" => territory::leave: Nothing => AppStatus,
    "lock.now" => lock::now: Nothing => AppStatus,
    "lock.open" => lock::open: ByPin => AppStatus,
    "lock.set_pin" => lock::set_pin: SetPin => AppStatus,
    "lock.remove_pin" => lock::remove_pin: ByPin => AppStatus,
    "lock.recovery" => lock::recovery: MayPin => RecoveryGroups,
    "lock.keep_recovery" => lock::keep_recovery: Nothing => AppStatus,
    "lock.by_recovery" => lock::by_recovery: ByRecovery => AppStatus,
    "lock.ask_hq" => lock::ask_hq: Nothing => UnlockAsked,
    "rescue.export" => rescue::export: Nothing => RescueWritten,
    "leave.unsent" => leave::unsent: Nothing => UnsentView,
    "leave.wipe" => leave::wipe: Wipe => AppStatus,
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
    "plan.repair" => plan::repair: RepairPlan => PlanProposal,
    "plan.weigh" => plan::weigh: TakePlan => PlanSums,
    "plan.take" => plan::take: TakePlan => PlanBoard,
    "plan.outlook" => plan::outlook: ByWeek => PlanOutlook,
    "plan.cost" => plan::cost: MoveVisit => MoveCost,
    "plan.add_cost" => plan::add_cost: AddVisit => MoveCost,
    "plan.move" => plan::shift: MoveVisit => PlanBoard,
    "plan.lock" => plan::lock: LockVisit => PlanBoard,
    "plan.add" => plan::add: AddVisit => PlanBoard,
    "plan.remove" => plan::remove: ById => PlanBoard,
    "plan.edit" => plan::change: EditVisit => PlanBoard,
    "plan.miss_day" => plan::miss_day: MissDay => PlanBoard,
    "plan.undo" => plan::undo: UndoStep => PlanBoard,
    "plan.redo" => plan::redo: ByWeek => PlanBoard,
    "plan.finalise" => plan::finalise: ByWeek => PlanBoard,
    "plan.export" => plan::export: ByWeek => FileWritten,
    "plan.export_day" => plan::export_day: ExportDay => FileWritten,
    "apart.list" => apart::list: Nothing => Vec<ApartView>,
    "apart.put" => apart::put: PutApart => Vec<ApartView>,
    "apart.delete" => apart::delete: ById => Vec<ApartView>,
    "travel.speed" => travel::speed: Nothing => SpeedView,
    "travel.matrix" => travel::matrix: Nothing => Option<MatrixView>,
    "travel.delete_matrix" => travel::delete_matrix: Nothing => (),
    "travel.doubts" => travel::position_doubts: Nothing => Vec<PositionDoubt>,
    "navigate.links" => navigate::links: ById => Vec<NavigationLink>,
    "navigate.go" => navigate::go: NavigateTo => (),
    "sheets.print" => sheet::print: PrintSheets => FileWritten,
    "today.get" => today::get: Nothing => TodayView,
    "today.depart" => today::depart: Departure => TodayView,
    "bulletin.read" => bulletin::read: ById => TodayView,
    "today.duty" => duty::mark: MarkDuty => TodayView,
    "visit.start" => visit::start: StartVisit => VisitScreen,
    "visit.arrived" => visit::arrived: ArrivedAt => VisitScreen,
    "visit.get" => visit::get: ById => VisitScreen,
    "visit.save" => visit::save: SaveVisit => VisitCheck,
    "visit.sign" => visit::sign: SignVisit => VisitScreen,
    "visit.handed_back" => visit::handed_back: ById => VisitScreen,
    "visit.finish" => visit::finish: ById => VisitScreen,
    "visit.discard" => visit::discard: ById => TodayView,
    "visit.internal" => visit::internal: SaveInternal => VisitScreen,
    "visit.put_off" => visit::put_off: PutOffVisit => PutOffDone,
    "visit.correct" => visit::correct: ById => VisitScreen,
    "visit.erase" => visit::erase: EraseVisit => VisitScreen,
    "visit.list" => visit::list: VisitQuery => Vec<VisitSummary>,
    "visit.export" => visit::export: ExportVisit => FileWritten,
    "verify.all" => verify::all: Nothing => VerifyReport,
    "verify.export" => verify::export: Nothing => FileWritten,
    "visit.print" => filled::print: PrintRecords => FileWritten,
    "photo.get" => photo::get: GetPhoto => PhotoData,
    "photo.delete" => photo::delete: ById => TxDone,
    "scan.list" => scan::list: Nothing => Vec<ScanItem>,
    "scan.match" => scan::match_by_hand: MatchScan => Vec<ScanItem>,
    "scan.remove" => scan::remove: ById => Vec<ScanItem>,
    "later.get" => later::get: ByDate => LaterDay,
    "later.put" => later::put: PutLaterRow => LaterDay,
    "issue.list" => issue::list: IssueQuery => IssueList,
    "issue.get" => issue::get: ById => IssueFile,
    "issue.put" => issue::put: PutIssue => IssueFile,
    "issue.step" => issue::step: AddStep => IssueFile,
    "timeline.get" => timeline::get: TimelineQuery => TimelinePage,
    "file.open" => output::open_file: ByPath => (),
    "change.undo" => undo_change: ByTx => (),
    "backup.list" => backup::list: Nothing => Vec<BackupFile>,
    "backup.make" => backup::make: Nothing => Vec<BackupFile>,
    "backup.daily" => backup::daily: Nothing => (),
    "backup.restore" => backup::restore: ByName => AppStatus,
    "sync.status" => sync::status: Nothing => SyncStatus,
    "sync.enrol" => sync::enrol: SyncEnrol => SyncEnrolled,
    "sync.run" => sync::run: SyncRun => SyncStatus,
    "sync.sign_out" => sync::sign_out: SyncSignOut => SyncStatus,
    "sync.unsent" => sync::unsent: Nothing => UnsentList,
    "sync.conflicts" => sync::conflicts: Nothing => Vec<ConflictItem>,
    "sync.decide" => sync::decide: DecideConflict => ConflictDecided,
    "sync.set_aside" => sync::set_aside: Nothing => Vec<SetAsideItem>,
    "sync.settle" => sync::settle: SettleSetAside => Vec<SetAsideItem>,
    "support.bundle" => support::bundle: Nothing => FileWritten;
    with bytes:
    "lock.by_hq" => lock::by_hq: ByPin => AppStatus,
    "import.preview" => import::preview: PreviewImport => ImportPreview,
    "photo.add" => photo::add: AddPhoto => Attachment,
    "travel.import_matrix" => travel::import_matrix: ImportMatrix => MatrixView,
    "scan.add" => scan::add: AddScan => ScanResult,
    "verify.file" => verify::received: VerifyFile => VerifyReport,
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
