/** What an import shows before it is applied: every row of the workbook with what would become of it. */
import type { AppError } from "./types/AppError";

export type ImportRowKind = "new" | "changed" | "same";

export interface ImportRow {
  /** Row of the sheet as the user counts it, headings included. */
  row: number;
  code: string;
  name: string;
  kind: ImportRowKind;
  /** Fields that would change, with what stands now and what comes. */
  changes: { field: string; old: string; new: string }[];
  warnings: AppError[];
}

export interface ImportRejection {
  row: number;
  column: string;
  value: string;
  reason: AppError;
}

export interface ImportPreview {
  token: string;
  columns: { heading: string; field: string | null }[];
  unmapped: string[];
  outcome: {
    rows: ImportRow[];
    rejected: ImportRejection[];
  };
}

export interface ImportResult {
  new: number;
  changed: number;
  same: number;
  rejected: number;
  tx_id: string | null;
}
