// The week's rounds as the map draws them.
import type { PlanBoard } from "../../ipc/types/PlanBoard";
import type { Line, Place } from "../../parts/map";
import type { Text } from "../../text";
import { weekdayOf } from "../../text/format";
import { inOrder } from "./board";

interface Where {
  lat_e7: number;
  lng_e7: number;
}

/** Each day's stops in order and its way, from the start point to the end point; hidden days are left out. */
export function roundsOf(
  board: PlanBoard,
  lit: string | null,
  hidden: readonly string[],
  t: Text,
): { places: Place[]; lines: Line[] } {
  const start = placeOf(board.start_lat_e7, board.start_lng_e7);
  const end = placeOf(board.end_lat_e7, board.end_lng_e7) ?? start;
  const places: Place[] = [];
  const lines: Line[] = [];
  if (start) places.push({ ...start, id: "start", tone: "start", label: t.plan.start });
  if (end && !isSamePlace(start, end)) places.push({ ...end, id: "end", tone: "start", label: t.plan.end });
  for (const day of board.days) {
    if (hidden.includes(day.date)) continue;
    const weekday = weekdayOf(day.date);
    // A lit day that is hidden would dim everything.
    const dim = lit !== null && lit !== day.date && !hidden.includes(lit);
    const round: Where[] = [];
    for (const visit of inOrder(day.visits)) {
      const at = placeOf(visit.customer.lat_e7, visit.customer.lng_e7);
      if (!at) continue;
      round.push(at);
      places.push({
        ...at,
        id: visit.id,
        mark: String(visit.order),
        label: `${t.format.weekday(weekday)} ${visit.order} ${visit.customer.name}`,
        day: weekday,
        dim,
      });
    }
    if (round.length > 0) {
      const way = [...(start ? [start] : []), ...round, ...(end ? [end] : [])];
      lines.push({ id: day.date, places: way, day: weekday, dim });
    }
  }
  return { places, lines };
}

function placeOf(lat_e7: number | null, lng_e7: number | null): Where | null {
  return lat_e7 === null || lng_e7 === null ? null : { lat_e7, lng_e7 };
}

function isSamePlace(one: Where | null, other: Where): boolean {
  return one?.lat_e7 === other.lat_e7 && one.lng_e7 === other.lng_e7;
}
