// How far today's round is.
import type { BoardDay } from "../../ipc/types/BoardDay";
import type { BoardVisit } from "../../ipc/types/BoardVisit";

export interface DayProgress {
  /** In order of the round. */
  stops: BoardVisit[];
  done: number;
  total: number;
  next: BoardVisit | null;
  /** Minutes on the way and in shops for what is still to come. */
  leftMin: number;
}

export function progressOf(day: BoardDay): DayProgress {
  const stops = day.visits.filter(({ state }) => state !== "removed").toSorted((a, b) => a.order - b.order);
  const coming = stops.filter(({ state }) => state === "planned");
  return {
    stops,
    done: stops.filter(({ state }) => state === "done").length,
    total: stops.length,
    next: coming[0] ?? null,
    leftMin: coming.reduce((sum, visit) => sum + visit.travel_min + visit.depart_min - visit.arrive_min, 0),
  };
}
