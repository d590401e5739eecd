import type { Reason } from "../../ipc/types/Reason";
import type { Text } from "../../text";

/** A reason in the few characters that a card has; the panel says it in full. */
export function brief(reason: Reason, t: Text): string {
  const words = t.plan.brief;
  switch (reason.kind) {
    case "overdue":
      return t.format.overdue(reason.days);
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
