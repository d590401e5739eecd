/** What a tap or a keystroke does to the draft of a visit. Pure: a draft goes in, the next one comes out. */
import type { FieldLayout } from "../../ipc/types/FieldLayout";
import type { Outcome } from "../../ipc/types/Outcome";
import type { Part } from "../../ipc/types/Part";
import type { VisitDraft } from "../../ipc/types/VisitDraft";

/** Where an answer is kept: what the customer signs, what the office reads, what only its author reads. */
export type Bag = "answers" | "internal" | "restricted";

const RESTRICTED: readonly string[] = ["illegal_tobacco"];

export function bagOf(part: Part, field: string): Bag {
  if (part === "signed") return "answers";
  return RESTRICTED.includes(field) ? "restricted" : "internal";
}

/** Nobody was at home, or nobody would talk: little remains to be written. */
export function isInVain(outcome: Outcome | null): boolean {
  return outcome !== null && outcome !== "done" && outcome !== "owner_absent";
}

/** What an ending needs before the visit can end by it: 改约 its day, a signature in an absent owner's shop its giver. */
export function endingLacks({ outcome, answers }: VisitDraft): "rescheduled_to" | "receptionist" | null {
  if (outcome === "rescheduled" && isUntouched(answers.rescheduled_to)) return "rescheduled_to";
  if (outcome === "owner_absent" && isUntouched(trimmed(answers.receptionist))) return "receptionist";
  return null;
}

const trimmed = (value: unknown) => (typeof value === "string" ? value.trim() : value);

/** Untouched or emptied: 未了解. */
export function isUntouched(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    value === "" ||
    value === false ||
    (Array.isArray(value) && value.length === 0)
  );
}

/** One answer, or none: an untouched field has no key. What was copied is the manager's own from now on. */
export function withAnswer(draft: VisitDraft, bag: Bag, field: string, value: unknown): VisitDraft {
  const { [field]: _, ...others } = draft[bag];
  return {
    ...draft,
    [bag]: isUntouched(value) ? others : { ...others, [field]: value },
    copied: draft.copied.filter((name) => name !== field),
  };
}

/** The customer's own judgement and words: said anew each time, never taken over from the last. */
const NEVER_COPIED: readonly string[] = ["rating", "opinion"];

export function isCopiable(field: string): boolean {
  return !NEVER_COPIED.includes(field);
}

/** 同上次: one field as it was at the last visit, and marked so. */
export function withCopied(draft: VisitDraft, field: string, value: unknown): VisitDraft {
  const next = withAnswer(draft, "answers", field, value);
  return { ...next, copied: [...next.copied, field] };
}

/** The field with everything that hangs behind it. */
export function namesOf(field: FieldLayout): string[] {
  const behind = (field.options ?? []).flatMap((option) => (option.detail ? namesOf(option.detail) : []));
  return [field.field, ...behind, ...(field.then ? namesOf(field.then) : [])];
}

function isChosen(value: unknown, option: string): boolean {
  return Array.isArray(value) ? value.includes(option) : value === option;
}

/** The value after a tap on an option: a second tap makes it untouched again. Several keep the form's order. */
export function tapped(field: FieldLayout, value: unknown, option: string): unknown {
  if (field.input === "choice") return value === option ? undefined : option;
  const before = Array.isArray(value) ? value : [];
  return (field.options ?? [])
    .map((one) => one.value)
    .filter((one) => (one === option ? !before.includes(one) : before.includes(one)));
}

/** Details behind options that are no longer chosen: what nobody sees must not be signed. */
export function orphanedBy(field: FieldLayout, value: unknown): string[] {
  return (field.options ?? [])
    .filter((option) => option.detail && !isChosen(value, option.value))
    .flatMap((option) => (option.detail ? namesOf(option.detail) : []));
}

/** How the visit ended; what was written behind another ending goes with it. */
export function withOutcome(draft: VisitDraft, outcome: Outcome | null): VisitDraft {
  let next: VisitDraft = { ...draft, outcome };
  if (outcome !== "owner_absent") next = withAnswer(next, "answers", "receptionist", undefined);
  if (outcome !== "rescheduled") next = withAnswer(next, "answers", "rescheduled_to", undefined);
  return next;
}

/** The next visit as told to the customer; without a date there is none. */
export function withNextVisit(draft: VisitDraft, date: string | null, part: string | null): VisitDraft {
  const dated = withAnswer(draft, "answers", "next_visit_on", date);
  const parted = withAnswer(dated, "answers", "next_visit_part", date === null ? null : part);
  return { ...parted, plan_next: date !== null };
}

/** A bulletin that the customer was told of, or not. */
export function withTold(draft: VisitDraft, id: string, told: boolean): VisitDraft {
  const others = draft.told.filter((one) => one !== id);
  return { ...draft, told: told ? [...others, id] : others };
}

export type FeedbackRow = Record<string, unknown>;

export function rowsOf(draft: VisitDraft, field: string): FeedbackRow[] {
  const rows = draft.answers[field];
  return Array.isArray(rows) ? (rows as FeedbackRow[]) : [];
}

export function withRows(draft: VisitDraft, field: string, rows: FeedbackRow[]): VisitDraft {
  return withAnswer(draft, "answers", field, rows);
}

/** A row in which one answer has changed. */
export function rowWith(row: FeedbackRow, field: string, value: unknown): FeedbackRow {
  const { [field]: _, ...others } = row;
  return isUntouched(value) ? others : { ...others, [field]: value };
}

/** Rows that were added and never written in say nothing. */
export function withoutEmptyRows(draft: VisitDraft, field: string): VisitDraft {
  const rows = rowsOf(draft, field);
  const written = rows.filter((row) => Object.keys(row).length > 0);
  return written.length === rows.length ? draft : withRows(draft, field, written);
}
