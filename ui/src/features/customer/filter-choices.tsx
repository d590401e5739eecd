/** Every filter as something to press: its word, its count, and what pressing it changes. */
import type { CustomerFacets } from "../../ipc/types/CustomerFacets";
import type { CustomerFilter } from "../../ipc/types/CustomerFilter";
import { Chip } from "../../parts/chip";
import type { Text } from "../../text";
import { toggled } from "./query";

export interface FilterChoice {
  key: string;
  /** Under the heading of its group. */
  word: string;
  /** Without a heading, where that needs another word. */
  alone?: string;
  on: boolean;
  count?: number;
  change: Partial<CustomerFilter>;
}

export type FilterChoices = Record<
  "classes" | "segments" | "statuses" | "overdue" | "unseen" | "orderDays" | "lines" | "unplaced",
  FilterChoice[]
>;

const UNSEEN_DAYS = [14, 30, 60, 90];

/** The choices that there are, and those that are on though nobody answers to them any more. */
export function filterChoices(filter: CustomerFilter, facets: CustomerFacets | null, t: Text): FilterChoices {
  function of<F extends "classes" | "segments" | "statuses" | "order_weekdays" | "lines">(
    field: F,
    wordOf: (value: CustomerFilter[F][number]) => string,
    aloneOf?: (value: CustomerFilter[F][number]) => string,
  ): FilterChoice[] {
    type Value = CustomerFilter[F][number];
    const on: readonly Value[] = filter[field];
    const counts = new Map<Value, number>((facets?.[field] ?? []) as [Value, number][]);
    return [...new Set([...counts.keys(), ...on])].map((value) => ({
      key: `${field} ${value}`,
      word: wordOf(value),
      alone: aloneOf?.(value),
      on: on.includes(value),
      count: counts.get(value),
      change: { [field]: toggled(on, value) },
    }));
  }
  const flag = (field: "overdue" | "position_missing", word: string): FilterChoice => ({
    key: field,
    word,
    on: filter[field],
    count: facets?.[field],
    change: { [field]: !filter[field] },
  });
  const unseen = [...new Set([...UNSEEN_DAYS, filter.not_seen_days ?? 30])].toSorted((a, b) => a - b);
  return {
    classes: of("classes", (value) => t.shared.classes[value]),
    segments: of("segments", (value) => t.shared.segments[value]),
    statuses: of("statuses", (value) => t.shared.statuses[value]),
    overdue: [flag("overdue", t.customer.overdue)],
    unseen: unseen.map((days) => ({
      key: `unseen ${days}`,
      word: t.customer.notSeen(days),
      on: filter.not_seen_days === days,
      count: days === 30 ? facets?.not_seen_30_days : undefined,
      change: { not_seen_days: filter.not_seen_days === days ? null : days },
    })),
    orderDays: of("order_weekdays", t.format.weekday, (day) => t.customer.orderOn(t.format.weekday(day))),
    lines: of("lines", (line) => line),
    unplaced: [flag("position_missing", t.customer.positionMissing)],
  };
}

/** Those worth a place in the one line above the list: the usual ones that lead to somebody, and whatever is on. */
export function usualChoices(of: FilterChoices): FilterChoice[] {
  const on = (choices: FilterChoice[]) => choices.filter((choice) => choice.on);
  const some = (choices: FilterChoice[]) => choices.filter((choice) => choice.on || choice.count);
  const unseen = of.unseen.find((choice) => choice.on) ?? of.unseen.find(({ count }) => count !== undefined);
  return [
    ...some(of.overdue),
    ...of.classes,
    ...(unseen ? [unseen] : []),
    ...on(of.segments),
    ...on(of.statuses),
    ...on(of.orderDays),
    ...on(of.lines),
    ...some(of.unplaced),
  ];
}

export function FilterChip({
  choice,
  alone,
  onChange,
}: {
  choice: FilterChoice;
  /** It stands without the heading of its group. */
  alone?: boolean;
  onChange: (change: Partial<CustomerFilter>) => void;
}) {
  return (
    <Chip on={choice.on} count={choice.count} onPress={() => onChange(choice.change)}>
      {(alone && choice.alone) || choice.word}
    </Chip>
  );
}
