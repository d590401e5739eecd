/** Reading a form's layout: which section of the strip a field belongs to, what it is called, how an answer reads. */
import type { FieldLayout } from "../../ipc/types/FieldLayout";
import type { Layout } from "../../ipc/types/Layout";
import type { RowLayout } from "../../ipc/types/RowLayout";
import type { VisitDraft } from "../../ipc/types/VisitDraft";
import type { Section } from "../../ipc/types/Section";
import type { Words } from "../../ipc/types/Words";
import type { Text } from "../../text";
import { isUntouched, namesOf, withAnswer } from "./draft";

export const STRIP = [
  "arrival",
  "information",
  "publicity",
  "guidance",
  "feedback",
  "evaluation",
  "next_visit",
  "signature",
] as const;

export type StripKey = (typeof STRIP)[number];

/** Sections of the form that the first station holds. */
const ARRIVAL = ["visit", "arrival", "purpose"];

export function stationOf(section: string): StripKey {
  if (ARRIVAL.includes(section)) return "arrival";
  return STRIP.find((key) => key === section) ?? "information";
}

/** What a line says that nobody answered: only what is asked of the customer can be 未了解. */
export function unanswered(section: string, t: Text): string {
  const station = stationOf(section);
  if (station === "information") return t.visit.untouched;
  return station === "next_visit" ? t.visit.notArranged : t.visit.fill.empty;
}

export function word(of: Words | null | undefined, t: Text): string {
  return of?.[t.language] ?? "";
}

export function rowNames(row: RowLayout): string[] {
  return row.fields.flatMap(namesOf);
}

function find(field: FieldLayout, name: string): FieldLayout | undefined {
  if (field.field === name) return field;
  const behind = [...(field.options ?? []).map((option) => option.detail), field.then];
  for (const one of behind) {
    const found = one && find(one, name);
    if (found) return found;
  }
  return undefined;
}

export interface Place {
  station: StripKey;
  label: string;
  /** As in `feedback[2].content`: the third. */
  nth: number | null;
}

/** Where the field of a failure stands and what it is called there; null for what no section holds. */
export function placeOf(layout: Layout, path: string, t: Text): Place | null {
  const [, outer = path, nth, inner] = /^(\w+)(?:\[(\d+)\]\.?(\w+)?)?/.exec(path) ?? [];
  for (const section of layout.sections) {
    const repeated = section.repeat?.field === outer;
    const name = repeated ? (inner ?? "") : outer;
    if (section.repeat && !repeated) continue;
    const station = stationOf(section.key);
    for (const row of section.rows) {
      const index = row.fields.findIndex((one) => find(one, name));
      const field = row.fields[index] && find(row.fields[index], name);
      if (!field) continue;
      const own = field.field === row.fields[index]?.field ? "" : word(field.label, t);
      const label = own || nameOf(index, row, section, t);
      return { station, label, nth: nth === undefined ? null : Number(nth) + 1 };
    }
    if (repeated) return { station, label: plainTitle(section, t), nth: null };
  }
  return null;
}

/**
 * The draft without what an ending hides: what was written before somebody tapped 关门 is no part of a visit in which
 * nobody was met.
 *
 * `stations`: those that this ending shows.
 */
export function withoutHidden(draft: VisitDraft, layout: Layout, stations: readonly StripKey[]): VisitDraft {
  const whole = stations.includes("publicity") ? draft : { ...draft, told: [] };
  return layout.sections
    .filter(({ key, part }) => part !== "internal" && !stations.includes(stationOf(key)))
    .flatMap(({ repeat, rows }) => (repeat ? [repeat.field] : rows.flatMap(rowNames)))
    .filter((name) => name in draft.answers)
    .reduce((rest, name) => withAnswer(rest, "answers", name, undefined), whole);
}

/** The title without the number that it has on paper. */
export function plainTitle(section: Section, t: Text): string {
  return word(section.title, t).replace(/^([一二三四五六七八九十]+、|\d+\.\s*)/, "");
}

/** The name of the field at `index` of its row: the row's with its own, else its column's, else the section's. */
export function nameOf(index: number, row: RowLayout, section: Section, t: Text): string {
  const field = row.fields[index];
  const own = word(field?.label, t);
  const rows = word(row.label, t);
  if (own && rows && own !== rows) return `${rows} ${own}`;
  const column = rows ? "" : word(section.columns?.[index + 1]?.title, t);
  return own || rows || column || plainTitle(section, t);
}

/** A day in a field of free words: 改约. */
const ISO_DAY = /^\d{4}-\d{2}-\d{2}$/;

/** An answer in words; null where there is none. */
export function answerWords(field: FieldLayout, value: unknown, t: Text): string | null {
  if (isUntouched(value)) return null;
  const option = (one: unknown) => {
    const found = field.options?.find((candidate) => candidate.value === one);
    return found ? word(found.label, t) : String(one);
  };
  switch (field.input) {
    case "choice":
      return option(value);
    case "choices":
      return Array.isArray(value) ? value.map(option).join(t.visit.listMark) : null;
    case "number":
      return `${t.format.number(Number(value))} ${word(field.unit, t)}`.trim();
    case "date":
      return t.format.dateDay(String(value));
    case "time":
      return t.format.clock(Number(value));
    case "toggle":
      return word(field.label, t) || t.app.yes;
    default: {
      const text = String(value);
      return ISO_DAY.test(text) ? t.format.dateDay(text) : text;
    }
  }
}

/** The field and everything behind it, in the order in which it reads. */
export function withBehind(field: FieldLayout): FieldLayout[] {
  const details = (field.options ?? []).flatMap(({ detail }) => (detail ? withBehind(detail) : []));
  return [field, ...details, ...(field.then ? withBehind(field.then) : [])];
}
