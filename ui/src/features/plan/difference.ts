// A replanned week as its differences, grouped so that a person can agree to them.
import type { PlanDifference } from "../../ipc/types/PlanDifference";
import type { PlanProposal } from "../../ipc/types/PlanProposal";

export interface MovedGroup {
  from: string;
  to: string;
  rows: PlanDifference[];
}

export interface Grouped {
  /** By day of departure, then by day of arrival. */
  moved: MovedGroup[];
  added: PlanDifference[];
  removed: PlanDifference[];
  movedCount: number;
}

export function grouped(differences: readonly PlanDifference[]): Grouped {
  const groups = new Map<string, MovedGroup>();
  const added: PlanDifference[] = [];
  const removed: PlanDifference[] = [];
  for (const row of differences) {
    if (row.from === null) {
      if (row.to !== null) added.push(row);
      continue;
    }
    if (row.to === null) {
      removed.push(row);
      continue;
    }
    if (row.from === row.to) continue;
    const key = `${row.from} ${row.to}`;
    const group = groups.get(key) ?? { from: row.from, to: row.to, rows: [] };
    group.rows.push(row);
    groups.set(key, group);
  }
  const moved = [...groups.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
  added.sort((a, b) => (a.to ?? "").localeCompare(b.to ?? ""));
  removed.sort((a, b) => (a.from ?? "").localeCompare(b.from ?? ""));
  return { moved, added, removed, movedCount: moved.reduce((sum, group) => sum + group.rows.length, 0) };
}

/** Whether taking the proposal would change nothing. */
export function isUnchanged(proposal: PlanProposal): boolean {
  return proposal.differences.every((row) => row.from === row.to);
}
