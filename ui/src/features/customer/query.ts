/** The list's filter as it stands in the URL, so that it can be reopened, shared between list and file, and undone by
 * the back gesture. */
import { type Query, href } from "../../app/router";
import type { CustomerClass } from "../../ipc/types/CustomerClass";
import type { CustomerFilter } from "../../ipc/types/CustomerFilter";
import type { CustomerSort } from "../../ipc/types/CustomerSort";
import type { CustomerStatus } from "../../ipc/types/CustomerStatus";
import type { Segment } from "../../ipc/types/Segment";
import { NO_FILTER } from "../../parts/customer-filter";

export interface Listing {
  filter: CustomerFilter;
  sort: CustomerSort;
}

export const CLASSES: readonly CustomerClass[] = ["A", "B", "C", "D"];
export const SEGMENTS: readonly Segment[] = ["core", "potential", "general", "problem"];
export const STATUSES: readonly CustomerStatus[] = ["open", "suspended", "closed"];
export const SORTS: readonly CustomerSort[] = ["code", "name", "class", "last_visit"];
const WEEKDAYS = ["1", "2", "3", "4", "5", "6", "7"];

function known<V extends string>(given: string[], values: readonly V[]): V[] {
  return values.filter((value) => given.includes(value));
}

export function readListing(query: URLSearchParams): Listing {
  const days = Number(query.get("unseen"));
  return {
    filter: {
      text: query.get("q") ?? "",
      classes: known(query.getAll("class"), CLASSES),
      segments: known(query.getAll("segment"), SEGMENTS),
      statuses: known(query.getAll("status"), STATUSES),
      order_weekdays: known(query.getAll("order"), WEEKDAYS).map(Number),
      lines: query.getAll("line"),
      set_id: query.get("set"),
      not_seen_days: Number.isInteger(days) && days > 0 ? days : null,
      overdue: query.has("overdue"),
      position_missing: query.has("unplaced"),
    },
    sort: known([query.get("sort") ?? ""], SORTS)[0] ?? "code",
  };
}

export function writeListing({ filter, sort }: Listing): Query {
  return {
    q: filter.text,
    class: filter.classes,
    segment: filter.segments,
    status: filter.statuses,
    order: filter.order_weekdays.map(String),
    line: filter.lines,
    set: filter.set_id,
    unseen: filter.not_seen_days,
    overdue: filter.overdue,
    unplaced: filter.position_missing,
    sort: sort === "code" ? null : sort,
  };
}

/** The URL of the list, or of a customer's file beside the same list. */
export function listingHref(listing: Listing, id?: string, tab?: string): string {
  return href(["customer", ...(id ? [id] : []), ...(id && tab ? [tab] : [])], writeListing(listing));
}

/** Whether anything but the text is filtered. */
export function isFiltered(filter: CustomerFilter): boolean {
  return JSON.stringify({ ...filter, text: "" }) !== JSON.stringify(NO_FILTER);
}

/** Puts a value into a list of values, or takes it out. */
export function toggled<V>(list: readonly V[], value: V): V[] {
  return list.includes(value) ? list.filter((one) => one !== value) : [...list, value];
}
