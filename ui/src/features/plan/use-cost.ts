// What a move would cost, asked while it is only tried.
import { useReading } from "../../app/data";
import type { BoardVisit } from "../../ipc/types/BoardVisit";
import type { MoveCost } from "../../ipc/types/MoveCost";
import { type Text, useText } from "../../text";
import { daysBetween } from "../../text/format";
import type { Slot } from "./board";

/** The cost of putting a planned visit there; null while nothing is tried or the core has not yet answered. */
export function useCost(visitId: string | null, at: Slot | null): MoveCost | null {
  const cost = useReading(
    "plan.cost",
    { id: visitId ?? "", date: at?.date ?? "", order: at?.order ?? null },
    // The place before stays in sight until the next is answered: a figure that flickers cannot be read.
    { enabled: visitId !== null && at !== null, keep: true },
  );
  return cost.data && cost.data.date === at?.date ? cost.data : null;
}

/** The cost of taking a customer in that waits beside the board, on the day aimed at. */
export function useAddCost(week: string, customerId: string | null, date: string | null): MoveCost | null {
  const cost = useReading(
    "plan.add_cost",
    { week, customer_id: customerId ?? "", date },
    { enabled: customerId !== null && date !== null },
  );
  return cost.data ?? null;
}

/** `+1.2 公里，+6 分钟 · 17:20 收工`, and what would be wrong there: the first in words. */
export function costWords(cost: MoveCost, t: Text): string {
  const { date, travel_m, travel_min, days, warnings } = cost;
  const end = days.find(({ after }) => after.date === date)?.after.end_min;
  return [
    t.plan.cost(t.format.distanceMore(travel_m), t.format.spanMore(travel_min)),
    end !== null && end !== undefined && t.plan.dragCost.end(t.format.clock(end)),
    warnings[0] && t.plan.dragCost.breaks(t.say.error(warnings[0]), warnings.length - 1),
  ]
    .filter(Boolean)
    .join(" · ");
}

/** `晚 4 天`: what a move makes of the day by which the customer is due; null where it is in time. */
export function lateWords({ reasons }: Pick<BoardVisit, "reasons">, date: string, t: Text): string | null {
  const due = reasons.find((reason) => reason.kind === "due_by");
  return due && due.date < date ? t.plan.brief.late(daysBetween(due.date, date)) : null;
}

/** The words for the card in hand, a visit or a customer that waits; null where nothing is tried. */
export function useCostWords(
  week: string,
  held: { visit: string | null; customer: string | null },
  at: Slot | null,
): string | null {
  const t = useText();
  const moving = useCost(held.visit, at);
  const adding = useAddCost(week, held.customer, at?.date ?? null);
  if ((!held.visit && !held.customer) || !at) return null;
  const cost = held.visit ? moving : adding;
  return cost ? costWords(cost, t) : t.plan.dragCost.asking;
}
