import type { Reason } from "../../ipc/types/Reason";

/** What presses most comes first: that is the one line a card has room for. */
const WEIGHT: Record<Reason["kind"], number> = {
  overdue: 0,
  carry_over: 1,
  licence_expires: 2,
  due_by: 3,
  order_day: 4,
  by_hand: 5,
  same_owner: 6,
  allowed_days: 7,
  exception: 8,
  never_visited: 9,
  near: 10,
  rule: 11,
  last_visit: 12,
  weekday_kept: 13,
  locked: 14,
};

/** Reasons with the most pressing first; equals keep the planner's order. */
export function byWeight(reasons: readonly Reason[]): Reason[] {
  return reasons
    .map((reason, index) => ({ reason, index }))
    .toSorted((a, b) => WEIGHT[a.reason.kind] - WEIGHT[b.reason.kind] || a.index - b.index)
    .map(({ reason }) => reason);
}

/** The reasons a card has room for: the two that press most, without those that only describe the arrangement. */
export function leadingReasons(reasons: readonly Reason[]): Reason[] {
  return byWeight(reasons)
    .filter(({ kind }) => kind !== "locked")
    .slice(0, 2);
}
