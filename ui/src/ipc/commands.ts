/** The command table as the UI sees it: name → what goes in, what comes back. */
import type { Commands as Table } from "./types/Commands";

export interface Commands extends Table {
  /** Answered by the shell itself, beside the table: a busy table could not hear it. */
  "job.cancel": { args: { job: string }; reply: null };
}
