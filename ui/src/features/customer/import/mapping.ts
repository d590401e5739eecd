/** Which column is imported as what. */
import type { ColumnUse } from "../../../ipc/types/ColumnUse";
import type { CustomerField } from "../../../ipc/types/CustomerField";

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
  "shared_owner",
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
] as const satisfies readonly CustomerField[];

/** Heading → field; "" leaves the column out. */
export type Mapping = Record<string, string>;

/**
 * Every column as it stands, with one changed: a mapping by hand replaces the one remembered, so it has to be whole.
 * A field that another column held is taken from it: two columns cannot be one thing.
 */
export function remapped(columns: readonly ColumnUse[], heading: string, field: string): Mapping {
  return Object.fromEntries(
    columns.map((column) => {
      if (column.heading === heading) return [heading, field];
      return [column.heading, column.field === field ? "" : (column.field ?? "")];
    }),
  );
}

/**
 * The mapping with one column more, while the file could not be read yet: columns that are not named in it are
 * recognised by their headings.
 */
export function withColumn(mapping: Mapping, heading: string, field: string): Mapping {
  const others = Object.entries(mapping).filter(([name, held]) => name !== heading && held !== field);
  return Object.fromEntries(field ? [...others, [heading, field]] : others);
}

/** How the columns stand, with what has been mapped by hand since. */
export function columnsWith(columns: readonly ColumnUse[], mapping: Mapping): ColumnUse[] {
  return columns.map((column) => {
    const by = mapping[column.heading];
    return by === undefined ? column : { ...column, field: FIELDS.find((field) => field === by) ?? null };
  });
}

/** The columns that a failed reading named, to be mapped by hand. */
export function columnsOf(headings: unknown): ColumnUse[] {
  if (!Array.isArray(headings)) return [];
  return headings
    .map((heading: unknown, n) => ({
      letter: letterOf(n),
      heading: String(heading),
      field: null,
      sample: null,
    }))
    .filter(({ heading }) => heading !== "");
}

/** A, B, … Z, AA as spreadsheets count. */
export function letterOf(n: number): string {
  const last = String.fromCodePoint(65 + (n % 26));
  return n < 26 ? last : letterOf(Math.floor(n / 26) - 1) + last;
}
