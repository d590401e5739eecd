// Why a customer is visited, from the most pressing reason to the least.
import type { Reason } from "../ipc/types/Reason";
import type { Text } from "../text";

/** What presses most comes first: that is the one line a card has room for. */
const WEIGHT: Record<Reason["kind"], number> = {
  urgent_issue: -1,
  overdue: 0,
  open_promises: 0.2,
  in_vain: 0.4,
  seen_unplanned: 0.5,
  promised: 0.6,
  put_off: 0.8,
  carry_over: 1,
  waited: 1.5,
  licence_expires: 2,
  due_by: 3,
  order_day: 4,
  by_hand: 5,
  same_owner: 6,
  allowed_days: 7,
  weekday_changed: 7.5,
  exception: 8,
  never_visited: 9,
  town_day: 9.5,
  near: 10,
  detour: 10.5,
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

/** A reason in the few characters that a card has; the panel says it in full. */
export function brief(reason: Reason, t: Text): string {
  const words = t.plan.brief;
  switch (reason.kind) {
    case "overdue":
      return words.overdue(reason.days);
    case "carry_over":
      return words.carryOver(t.format.dateShort(reason.date));
    case "licence_expires":
      return words.licence(t.format.dateShort(reason.date));
    case "due_by":
      return words.dueBy(t.format.dateShort(reason.date));
    case "order_day":
      return words.orderDay(t.format.weekday(reason.weekday));
    case "never_visited":
      return words.never;
    case "last_visit":
      return words.lastVisit(t.format.dateShort(reason.date));
    case "rule":
    case "exception":
      return t.say.frequency(reason.window, reason.times);
    case "urgent_issue":
      return words.urgent;
    case "waited":
      return words.waited(reason.days);
    case "town_day":
      return words.town(reason.town, reason.visits);
    case "weekday_changed":
      return words.usually(t.format.weekday(reason.usual));
    case "detour":
      return words.detour(t.format.distance(reason.metres));
    case "same_owner":
      return words.sameOwner;
    case "near":
      return words.near(reason.name);
    case "allowed_days":
      return reason.market ? words.market : words.only(t.format.weekdays(reason.weekdays));
    default:
      return t.say.reason(reason);
  }
}
