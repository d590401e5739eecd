// Why a customer is visited, from the most pressing reason to the least.
import type { Reason } from "../ipc/types/Reason";
import type { Text } from "../text";
import { daysBetween } from "../text/format";

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
  position_assumed: 8.5,
  never_visited: 9,
  town_day: 9.5,
  near: 10,
  detour: 10.5,
  rule: 11,
  last_visit: 12,
  weekday_kept: 13,
  locked: 14,
};

/** The local days that a reason is read against. */
export interface Days {
  today: string;
  /** The visit's. */
  on: string;
}

/** Reasons with the most pressing first; what a visit comes too late for leads, equals keep the planner's order. */
export function byWeight(reasons: readonly Reason[], days?: Days): Reason[] {
  const weight = (reason: Reason) =>
    days && reason.kind === "due_by" && isPast(reason, days) ? WEIGHT.overdue : WEIGHT[reason.kind];
  return reasons
    .map((reason, index) => ({ reason, index }))
    .toSorted((a, b) => weight(a.reason) - weight(b.reason) || a.index - b.index)
    .map(({ reason }) => reason);
}

/** The reasons a card has room for: the two that press most, without those that only describe the arrangement. */
export function leadingReasons(reasons: readonly Reason[], days?: Days): Reason[] {
  return byWeight(reasons, days)
    .filter(({ kind }) => kind !== "locked")
    .slice(0, 2);
}

/** Whether the visit comes too late for what the reason names. */
export function isPast(reason: Reason, { today, on }: Days): boolean {
  switch (reason.kind) {
    case "overdue":
      return true;
    case "licence_expires":
      return reason.date < today;
    case "due_by":
      return reason.date < on;
    default:
      return false;
  }
}

/** A reason as the panel says it. */
export function inFull(reason: Reason, t: Text, days: Days): string {
  if (!isPast(reason, days)) return t.say.reason(reason);
  if (reason.kind === "licence_expires") return t.plan.brief.licencePast(t.format.date(reason.date));
  if (reason.kind === "due_by")
    return `${t.say.reason(reason)} · ${t.plan.brief.late(daysBetween(reason.date, days.on))}`;
  return t.say.reason(reason);
}

/** A reason in the few characters that a card has; the panel says it in full. */
export function brief(reason: Reason, t: Text, days: Days): string {
  const words = t.plan.brief;
  switch (reason.kind) {
    case "overdue":
      return words.overdue(reason.days);
    case "carry_over":
      return words.carryOver(t.format.dateShort(reason.date));
    case "licence_expires":
      return isPast(reason, days)
        ? words.licencePast(t.format.dateShort(reason.date))
        : words.licence(t.format.dateShort(reason.date));
    case "due_by":
      return isPast(reason, days)
        ? words.late(daysBetween(reason.date, days.on))
        : words.dueBy(t.format.dateShort(reason.date));
    case "order_day":
      return words.orderDay(t.format.weekday(reason.weekday));
    case "never_visited":
      return words.never;
    case "position_assumed":
      return words.positionAssumed;
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
