// A visit whose turn was taken by another: the customer was seen since the plan was made. What of its reasons stands.
import type { BoardVisit } from "../ipc/types/BoardVisit";
import type { Reason } from "../ipc/types/Reason";
import type { Window } from "../ipc/types/Window";
import { daysBetween } from "../text/format";

/**
 * The day on which the customer was seen since the visit was planned; null where nothing changed. A visit that only
 * slipped by a few days is the one that the plan knew: it has to lie nearer to the next turn than to the last.
 */
export function seenSince({ customer, date, state, reasons, locked }: BoardVisit): string | null {
  const seen = customer.last_visit_on;
  if (!seen || state !== "planned" || locked || seen >= date) return null;
  // Somebody was told, or wants to come back: not the rule's turn.
  if (reasons.some(({ kind }) => TOLD.has(kind))) return null;
  if (reasons.some(({ kind }) => kind === "never_visited")) return seen;
  const last = reasons.find((reason) => reason.kind === "last_visit")?.date;
  const rule = reasons.find((reason) => reason.kind === "rule" || reason.kind === "exception");
  if (!last || !rule || seen <= last) return null;
  const usual = (7 * weeksOf(rule.window)) / Math.max(rule.times, 1);
  return daysBetween(last, seen) * 2 >= usual ? seen : null;
}

/** What a visit owes to the customer's being seen: over once somebody was there. */
const MET: ReadonlySet<Reason["kind"]> = new Set([
  "overdue",
  "due_by",
  "carry_over",
  "put_off",
  "waited",
  "never_visited",
  "last_visit",
]);

/** A visit's reasons without those that a visit beside the plan has met: its own turn come early, or another's. */
export function standing(visit: BoardVisit): Reason[] {
  const met = visit.reasons.some(({ kind }) => kind === "seen_unplanned") || seenSince(visit) !== null;
  return met ? visit.reasons.filter(({ kind }) => !MET.has(kind)) : visit.reasons;
}

const TOLD: ReadonlySet<string> = new Set([
  "by_hand",
  "promised",
  "in_vain",
  "urgent_issue",
  "open_promises",
]);

/** Nominal weeks, as the planner counts them. */
function weeksOf(window: Window): number {
  switch (window.kind) {
    case "half_month":
      return 2;
    case "every_weeks":
      return window.weeks;
    case "month":
      return 4;
    case "month_alternating_call":
      return 8;
    default:
      return 1;
  }
}
