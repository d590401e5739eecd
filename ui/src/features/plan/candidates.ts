// Whom the week could take in, in the order in which one would look for them.
import type { CustomerSummary } from "../../ipc/types/CustomerSummary";
import type { PlanBoard } from "../../ipc/types/PlanBoard";

export interface Candidate {
  customer: CustomerSummary;
  /** Due this week and not in the plan; `waits` = may also be seen later. */
  due: "overdue" | "due" | "waits" | null;
  /** The day on which the plan has it already. */
  plannedOn: string | null;
}

const PLACE = { overdue: 0, due: 1, waits: 2 };

/**
 * The customers `found` by the core and, where nothing was searched for, everyone who is due; those overdue longest
 * first, then who is due, who can wait, the others as the core has ordered them, and last who is planned already.
 */
export function candidatesOf(
  board: PlanBoard,
  found: readonly CustomerSummary[],
  isSearch: boolean,
): Candidate[] {
  const plannedOn = new Map(
    board.days.flatMap((day) => day.visits.map((visit) => [visit.customer.id, day.date] as const)),
  );
  const reasons = new Map(board.unplanned.map(({ customer, reason }) => [customer.id, reason.kind]));
  const dueOf = ({ id, overdue_days }: CustomerSummary): Candidate["due"] => {
    if (plannedOn.has(id)) return null;
    if (overdue_days > 0) return "overdue";
    const reason = reasons.get(id);
    return reason === undefined ? null : reason === "postponed" ? "waits" : "due";
  };
  const everyone = isSearch ? found : [...board.unplanned.map(({ customer }) => customer), ...found];
  const once = [...new Map(everyone.map((customer) => [customer.id, customer])).values()];
  const place = ({ due, plannedOn: day }: Candidate) => (day ? 4 : due ? PLACE[due] : 3);
  return once
    .map((customer) => ({ customer, due: dueOf(customer), plannedOn: plannedOn.get(customer.id) ?? null }))
    .toSorted(
      (a, b) =>
        place(a) - place(b) || (a.due === "overdue" ? b.customer.overdue_days - a.customer.overdue_days : 0),
    );
}
