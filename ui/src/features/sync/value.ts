/** Rows, fields and values of any noun in words. */
import type { Window } from "../../ipc/types/Window";
import type { Text } from "../../text";

/** 拜访记录, 客户, … */
export function nounName(t: Text, noun: string): string {
  const shared = t.shared.nouns as Record<string, string>;
  const name = t.sync.nouns[noun] ?? shared[noun] ?? t.sync.nouns.other ?? noun;
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** A field as its screen heads it. */
export function fieldName(t: Text, noun: string, field: string): string {
  const { fields } = t.sync;
  const shared = t.shared.fields as Record<string, string>;
  return fields[`${noun}.${field}`] ?? shared[field] ?? fields[field] ?? fields.other ?? field;
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;
const WEEK = /^\d{4}-W\d{2}$/;
/** Minutes that are a length of time, not a time of day. */
const LENGTHS = ["service_min", "travel_min", "lunch_min"];

type Nest = Record<string, unknown>;

/** Id → what the row is called. */
type Names = Record<string, string>;

const isNest = (value: unknown): value is Nest =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Words of a code such as `closed`, as the field's own screen says it. */
function codeWords(t: Text, noun: string, field: string, value: string): string | undefined {
  const { shared } = t;
  const groups: Record<string, object> = {
    class: shared.classes,
    segment: shared.segments,
    status: shared.statuses,
    layer: shared.layers,
    outcome: shared.outcomes,
    purposes: shared.purposes,
    state: shared.visit_states,
    datum: shared.datums,
    kind: noun === "issue" ? shared.issue_kinds : {},
  };
  return (groups[field] as Record<string, string> | undefined)?.[value];
}

function number(t: Text, field: string, value: number): string {
  if (field.endsWith("_at")) return t.format.moment(value);
  if (LENGTHS.includes(field)) return t.format.span(value);
  if (field.endsWith("_min")) return t.format.clock(value);
  if (field.endsWith("_weekday") || field.endsWith("weekdays")) return t.format.weekday(value);
  if (field === "travel_m") return t.format.distance(value);
  if (field.endsWith("_fen")) return t.format.money(value);
  return t.format.number(value);
}

function nest(t: Text, noun: string, field: string, value: Nest, names: Names): string {
  const { lat_e7: lat, lng_e7: lng, from_min: from, to_min: to, weekdays } = value;
  if (typeof lat === "number" && typeof lng === "number") return `${lat / 1e7}, ${lng / 1e7}`;
  if (typeof from === "number" && typeof to === "number") {
    const days = Array.isArray(weekdays) && weekdays.length > 0 ? `${t.format.weekdays(weekdays)} ` : "";
    return `${days}${t.format.clockSpan(from, to)}`;
  }
  if (isNest(value.window) && typeof value.times === "number") {
    return t.say.frequency(value.window as Window, value.times);
  }
  if (field === "window" && typeof value.kind === "string") return t.say.frequency(value as Window, 1);
  return lines(t, noun, value, names);
}

/** Each field of a nest on a line of its own, headed where it has a name. */
function lines(t: Text, noun: string, value: Nest, names: Names): string {
  const told = Object.entries(value).map(([name, part]) => {
    const head = fieldName(t, noun, name);
    return head === t.sync.fields.other
      ? words(t, noun, name, part, names)
      : `${head}: ${words(t, noun, name, part, names)}`;
  });
  return told.join("\n") || t.app.notSet;
}

function words(t: Text, noun: string, field: string, value: unknown, names: Names): string {
  if (value === null || value === undefined || value === "") return t.app.notSet;
  if (typeof value === "boolean") return value ? t.app.yes : t.app.no;
  if (typeof value === "number") return number(t, field, value);
  if (typeof value === "string") {
    if (ID.test(value)) return names[value] ?? t.sync.conflict.other;
    if (DATE.test(value)) return t.format.dateYear(value);
    if (WEEK.test(value)) return `${value.slice(0, 4)} ${t.format.week(value)}`;
    return codeWords(t, noun, field, value) ?? value;
  }
  if (Array.isArray(value)) {
    if (value.length === 0) return t.app.notSet;
    const told = value.map((one) => words(t, noun, field, one, names));
    // What cannot be told apart is counted.
    if (told.every((one) => one === t.sync.conflict.other)) return t.sync.conflict.items(value.length);
    return told.join(t.language === "zh" ? "、" : ", ");
  }
  return nest(t, noun, field, value as Nest, names);
}

/** One side of a difference about a deletion: gone, there, or there with what was changed. */
function deletion(t: Text, noun: string, value: unknown, names: Names): string {
  if (typeof value === "number") return t.sync.conflict.gone;
  return isNest(value) ? `${t.sync.conflict.stays}\n${lines(t, noun, value, names)}` : t.sync.conflict.stays;
}

/** Both values of a field, rows by their names; of two nests only what differs. */
export function valueWords(
  t: Text,
  noun: string,
  field: string,
  kept: unknown,
  lost: unknown,
  names: Names = {},
): [string, string] {
  if (field === "deleted_at") return [deletion(t, noun, kept, names), deletion(t, noun, lost, names)];
  const plain = (value: unknown) =>
    isNest(value) && !["position", "start", "end", "frequency", "window"].includes(field);
  if (plain(kept) && plain(lost)) {
    const [one, other] = [kept as Nest, lost as Nest];
    const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
    const differ = keys.filter((name) => JSON.stringify(one[name]) !== JSON.stringify(other[name]));
    const only = (nested: Nest) => Object.fromEntries(differ.map((name) => [name, nested[name] ?? null]));
    return [lines(t, noun, only(one), names), lines(t, noun, only(other), names)];
  }
  return [words(t, noun, field, kept, names), words(t, noun, field, lost, names)];
}
