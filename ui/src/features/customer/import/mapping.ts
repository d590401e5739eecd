/** Which column is imported as what. */
import type { ColumnUse } from "../../../ipc/import";

/** The fields a column can hold, in the order in which a workbook is exported. */
export const FIELDS = [
  "code",
  "name",
  "class",
  "segment",
  "standard_store",
  "status",
  "address",
  "office",
  "landmark",
  "phone",
  "contact_name",
  "contact_title",
  "contact_phone",
  "licence_no",
  "licence_expires_on",
  "order_weekday",
  "delivery_weekday",
  "line",
  "opening_hours",
  "visit_weekdays",
  "market_days",
  "service_min",
  "frequency",
  "min_gap_days",
  "frequency_reason",
  "last_visit_on",
  "key_points",
  "wishes",
  "latitude",
  "longitude",
  "datum",
  "note",
] as const;

/** Heading → field; "" leaves the column out. */
export type Mapping = Record<string, string>;

/**
 * The mapping with one column changed. A field that another column held is taken from it: two columns cannot be one
 * thing.
 */
export function remapped(
  columns: readonly ColumnUse[],
  mapping: Mapping,
  heading: string,
  field: string,
): Mapping {
  const next = { ...mapping, [heading]: field };
  if (field === "") return next;
  for (const other of columns) {
    if (other.heading !== heading && (mapping[other.heading] ?? other.field ?? "") === field)
      next[other.heading] = "";
  }
  return next;
}

/** How the columns stand, with what has been mapped by hand since. */
export function columnsWith(columns: readonly ColumnUse[], mapping: Mapping): ColumnUse[] {
  return columns.map((column) => {
    const by = mapping[column.heading];
    return by === undefined ? column : { ...column, field: by || null };
  });
}

/** The columns that a failed reading named, to be mapped by hand. */
export function columnsOf(headings: unknown): ColumnUse[] {
  if (!Array.isArray(headings)) return [];
  return headings
    .filter((heading): heading is string => typeof heading === "string" && heading !== "")
    .map((heading, n) => ({ letter: letterOf(n), heading, field: null, sample: null }));
}

/** A, B, … Z, AA as spreadsheets count. */
export function letterOf(n: number): string {
  const last = String.fromCodePoint(65 + (n % 26));
  return n < 26 ? last : letterOf(Math.floor(n / 26) - 1) + last;
}
