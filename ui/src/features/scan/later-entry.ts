// What a row of the grid holds, and how its cells are read and written.
import type { AppError } from "../../ipc/types/AppError";
import type { FieldLayout } from "../../ipc/types/FieldLayout";
import type { Language } from "../../ipc/types/Language";
import type { LaterEntry } from "../../ipc/types/LaterEntry";
import type { LaterRow } from "../../ipc/types/LaterRow";
import type { Layout } from "../../ipc/types/Layout";
import type { Outcome } from "../../ipc/types/Outcome";
import { addDays } from "../../text/format";

/** The columns, in the order in which a paper sheet is read. */
export const CELLS = [
  "arrived_min",
  "left_min",
  "outcome",
  "sales",
  "supply",
  "stock",
  "feedback",
  "rating",
  "next_visit_on",
  "signed_on_paper",
] as const;

export type CellName = (typeof CELLS)[number];

/** Answers that are one of a few: their words come from the form. */
export const CHOICES = ["sales", "supply", "stock", "rating"] as const satisfies CellName[];

export const FEEDBACK_KINDS = ["question", "suggestion", "complaint"] as const;
export type FeedbackKind = (typeof FEEDBACK_KINDS)[number];

/** A row stays itself when it gets its record. */
export function keyOf({ customer, planned_visit_id, visit_record_id, state }: LaterRow): string {
  const fixed = state === "live" || state === "signed";
  return [customer.id, planned_visit_id ?? "", fixed ? visit_record_id : ""].join(" ");
}

export function isFixed({ state }: LaterRow): boolean {
  return state === "live" || state === "signed";
}

/** The values a field of the form can take, in the reader's language. */
export function optionsOf(
  layout: Layout,
  field: string,
  language: Language,
): { value: string; label: string }[] {
  for (const section of layout.sections) {
    for (const row of section.rows) {
      for (const one of row.fields) {
        for (let at: FieldLayout | null | undefined = one; at; at = at.then) {
          if (at.field === field)
            return (at.options ?? []).map(({ value, label }) => ({ value, label: label[language] }));
        }
      }
    }
  }
  return [];
}

/** With an answer, or without it: an empty cell is not known, which is not an answer. */
export function withAnswer(entry: LaterEntry, field: string, value: unknown): LaterEntry {
  const answers = { ...entry.answers };
  if (value === null || value === "") delete answers[field];
  else answers[field] = value;
  return { ...entry, answers };
}

/** Whether somebody was there to be told of anything, as far as is said. */
export function isTold({ outcome }: LaterEntry): boolean {
  return outcome === null || outcome === "done" || outcome === "owner_absent";
}

/** How the shop was found; where nobody was met, nobody was told of anything. */
export function withOutcome(entry: LaterEntry, outcome: Outcome | null): LaterEntry {
  const next = { ...entry, outcome };
  return isTold(next) ? next : { ...next, told: [] };
}

/** A bulletin that the customer was told of, or not. */
export function withTold(entry: LaterEntry, id: string, told: boolean): LaterEntry {
  const others = entry.told.filter((one) => one !== id);
  return { ...entry, told: told ? [...others, id] : others };
}

export function textOf(entry: LaterEntry, field: string): string {
  const value = entry.answers[field];
  return typeof value === "string" ? value : "";
}

interface Feedback {
  kind: FeedbackKind;
  content: string;
}

/** The first thing the customer said; further ones stay as they are. */
export function feedbackOf(entry: LaterEntry): Feedback | null {
  const list = entry.answers.feedback;
  const first = Array.isArray(list) ? (list[0] as Partial<Feedback> | undefined) : undefined;
  return first?.content ? { kind: first.kind ?? "question", content: first.content } : null;
}

export function withFeedback(entry: LaterEntry, said: Feedback): LaterEntry {
  const list = Array.isArray(entry.answers.feedback) ? (entry.answers.feedback as object[]) : [];
  const rest = list.slice(1);
  if (said.content.trim() === "") return withAnswer(entry, "feedback", rest.length > 0 ? rest : null);
  return withAnswer(entry, "feedback", [{ ...list[0], ...said }, ...rest]);
}

/** `12-07`, `12/7` or `2026-12-07` as an ISO date, the next one from `from` on; null for nothing, undefined if unreadable. */
export function readDay(text: string, from: string): string | null | undefined {
  const plain = text.trim();
  if (plain === "") return null;
  const found = /^(?:(\d{4})\D)?(\d{1,2})\D(\d{1,2})\D?$/.exec(plain);
  if (!found) return undefined;
  const tail = `${found[2]?.padStart(2, "0")}-${found[3]?.padStart(2, "0")}`;
  const of = (year: string) => {
    const iso = `${year}-${tail}`;
    return Number.isNaN(Date.parse(iso)) || addDays(iso, 0) !== iso ? undefined : iso;
  };
  if (found[1]) return of(found[1]);
  const year = from.slice(0, 4);
  const near = of(year);
  return near === undefined || near >= from ? near : of(String(Number(year) + 1));
}

/** The first problem of a cell, and those that no cell is to blame for. */
export function problemsOf(problems: readonly AppError[]): {
  cells: Partial<Record<CellName, AppError>>;
  others: AppError[];
} {
  const cells: Partial<Record<CellName, AppError>> = {};
  const others: AppError[] = [];
  for (const problem of problems) {
    const cell = CELLS.find((name) => problem.field === name || problem.field?.startsWith(`${name}.`));
    if (!cell) others.push(problem);
    else cells[cell] ??= problem;
  }
  return { cells, others };
}
