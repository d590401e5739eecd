/** What an import shows before it is applied: every row of the workbook with what would become of it. */
import type { ErrorCode } from "./types/ErrorCode";

export type ImportRowState = "new" | "changed" | "same" | "rejected";

export interface ColumnUse {
  letter: string;
  heading: string;
  field: string | null;
  sample: string | null;
}

export interface Rejection {
  row: number;
  column: string;
  value: string;
  code: ErrorCode;
  detail: Record<string, unknown>;
}

export interface FieldDifference {
  field: string;
  old: string;
  new: string;
}

export interface RowOutcome {
  row: number;
  state: ImportRowState;
  code: string;
  name: string;
  differences: FieldDifference[];
  rejections: Rejection[];
  position_far: boolean;
}

export interface ImportOutcome {
  new: number;
  changed: number;
  same: number;
  rejected_rows: number;
  far: number;
  rejected: Rejection[];
  columns: ColumnUse[];
  rows: RowOutcome[];
}

export interface ImportPreview {
  token: string;
  outcome: ImportOutcome;
}

export interface ImportResult {
  new: number;
  changed: number;
  same: number;
  rejected: number;
  tx_id: string | null;
}
