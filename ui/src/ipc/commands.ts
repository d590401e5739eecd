/** The command table as the UI sees it: name → what goes in, what comes back. */
import type { ImportPreview, ImportResult } from "./import";
import type { AddVisit } from "./types/AddVisit";
import type { AppStatus } from "./types/AppStatus";
import type { BackupFile } from "./types/BackupFile";
import type { ById } from "./types/ById";
import type { ByName } from "./types/ByName";
import type { ByPath } from "./types/ByPath";
import type { ByPreset } from "./types/ByPreset";
import type { ByToken } from "./types/ByToken";
import type { ByTx } from "./types/ByTx";
import type { ByWeek } from "./types/ByWeek";
import type { CalendarEntry } from "./types/CalendarEntry";
import type { CustomerFile } from "./types/CustomerFile";
import type { CustomerPage } from "./types/CustomerPage";
import type { CustomerQuery } from "./types/CustomerQuery";
import type { EditVisit } from "./types/EditVisit";
import type { FileWritten } from "./types/FileWritten";
import type { FrequencyView } from "./types/FrequencyView";
import type { LockVisit } from "./types/LockVisit";
import type { MakePlan } from "./types/MakePlan";
import type { MoveVisit } from "./types/MoveVisit";
import type { NewCustomer } from "./types/NewCustomer";
import type { PlanBoard } from "./types/PlanBoard";
import type { PlanProposal } from "./types/PlanProposal";
import type { PreviewImport } from "./types/PreviewImport";
import type { PrintSheets } from "./types/PrintSheets";
import type { PutCalendarEntry } from "./types/PutCalendarEntry";
import type { PutContact } from "./types/PutContact";
import type { PutRule } from "./types/PutRule";
import type { PutSet } from "./types/PutSet";
import type { PutTerritory } from "./types/PutTerritory";
import type { SetField } from "./types/SetField";
import type { SetSummary } from "./types/SetSummary";
import type { Settings } from "./types/Settings";
import type { TodayView } from "./types/TodayView";

type Nothing = Record<string, never>;

interface Command<A, R> {
  args: A;
  reply: R;
}

export interface Commands {
  "app.status": Command<Nothing, AppStatus>;
  "start.demo": Command<Nothing, AppStatus>;
  "start.own": Command<Nothing, AppStatus>;
  "start.leave": Command<Nothing, AppStatus>;
  "settings.save": Command<Settings, Settings>;
  "territory.save": Command<PutTerritory, AppStatus>;

  "customer.list": Command<CustomerQuery, CustomerPage>;
  "customer.get": Command<ById, CustomerFile>;
  "customer.create": Command<NewCustomer, CustomerFile>;
  "customer.set_field": Command<SetField, CustomerFile>;
  "customer.delete": Command<ById, { tx_id: string }>;
  "contact.put": Command<PutContact, CustomerFile>;
  "contact.delete": Command<ById, CustomerFile>;
  "set.list": Command<Nothing, SetSummary[]>;
  "set.put": Command<PutSet, SetSummary[]>;
  "set.delete": Command<ById, SetSummary[]>;

  "import.preview": Command<PreviewImport, ImportPreview>;
  "import.apply": Command<ByToken, ImportResult>;
  "import.cancel": Command<ByToken, null>;
  "export.customers": Command<Nothing, FileWritten>;

  "frequency.get": Command<Nothing, FrequencyView>;
  "frequency.use_preset": Command<ByPreset, FrequencyView>;
  "frequency.put": Command<PutRule, FrequencyView>;
  "frequency.delete": Command<ById, FrequencyView>;
  "calendar.list": Command<Nothing, CalendarEntry[]>;
  "calendar.put": Command<PutCalendarEntry, CalendarEntry[]>;
  "calendar.delete": Command<ById, CalendarEntry[]>;

  "plan.get": Command<ByWeek, PlanBoard>;
  "plan.make": Command<MakePlan, PlanBoard>;
  "plan.propose": Command<MakePlan, PlanProposal>;
  "plan.accept": Command<ByToken, PlanBoard>;
  "plan.move": Command<MoveVisit, PlanBoard>;
  "plan.lock": Command<LockVisit, PlanBoard>;
  "plan.add": Command<AddVisit, PlanBoard>;
  "plan.remove": Command<ById, PlanBoard>;
  "plan.edit": Command<EditVisit, PlanBoard>;
  "plan.undo": Command<ByWeek, PlanBoard>;
  "plan.redo": Command<ByWeek, PlanBoard>;
  "plan.finalise": Command<ByWeek, PlanBoard>;
  "plan.export": Command<ByWeek, FileWritten>;
  "sheets.print": Command<PrintSheets, FileWritten>;

  "today.get": Command<Nothing, TodayView>;
  "file.open": Command<ByPath, null>;
  "change.undo": Command<ByTx, null>;
  "backup.list": Command<Nothing, BackupFile[]>;
  "backup.make": Command<Nothing, BackupFile[]>;
  "backup.restore": Command<ByName, AppStatus>;
  "support.bundle": Command<Nothing, FileWritten>;
  "job.cancel": Command<{ job: string }, null>;
}
