// A replanned week as its differences, grouped so that a person can agree to them one by one.
import type { PlanDifference } from "../../ipc/types/PlanDifference";

export type DifferenceKind = "moved" | "added" | "removed" | "reordered";

export interface DifferenceGroup {
  kind: DifferenceKind;
  /** The days that all of the group leave and join; null where they have none in common. */
  from: string | null;
  to: string | null;
  rows: PlanDifference[];
}

const PLACE: Record<DifferenceKind, number> = { moved: 0, added: 1, removed: 2, reordered: 3 };

function kindOf({ from, to }: PlanDifference): DifferenceKind {
  if (!from) return "added";
  if (!to) return "removed";
  return from.date === to.date ? "reordered" : "moved";
}

function byTime(a: PlanDifference, b: PlanDifference): number {
  const [one, other] = [a.to ?? a.from, b.to ?? b.from];
  if (!one || !other) return 0;
  return one.date.localeCompare(other.date) || one.arrive_min - other.arrive_min;
}

/** Moved visits by the day they leave and the day they join, then the added, the removed and the reordered ones. */
export function grouped(differences: readonly PlanDifference[]): DifferenceGroup[] {
  const groups = new Map<string, DifferenceGroup>();
  for (const row of differences) {
    const kind = kindOf(row);
    const from = kind === "moved" ? (row.from?.date ?? null) : null;
    const to = kind === "moved" ? (row.to?.date ?? null) : null;
    const key = `${PLACE[kind]} ${from} ${to}`;
    const group = groups.get(key) ?? { kind, from, to, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  for (const { rows } of groups.values()) rows.sort(byTime);
  return [...groups.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

/** What the chosen differences alone add to the week's travel; the core's own figures, each with the others taken. */
export function costOf(differences: readonly PlanDifference[], chosen: ReadonlySet<number>) {
  const taken = differences.filter(({ number }) => chosen.has(number));
  return {
    metres: taken.reduce((sum, { travel_m }) => sum + travel_m, 0),
    minutes: taken.reduce((sum, { travel_min }) => sum + travel_min, 0),
  };
}
