// How far today's round is, and when it reaches each stop if one goes on from now.
import type { TodayStop } from "../../ipc/types/TodayStop";
import type { TodayView } from "../../ipc/types/TodayView";

export type StopState = "done" | "open" | "in_vain" | "missed" | "put_off" | "next" | "planned";

export interface Stop extends TodayStop {
  state: StopState;
  /** When one gets there, in minutes after midnight: the plan's time, or later where one is late. */
  arriveMin: number;
}

export interface DayProgress {
  /** In order of the round, those put off included. */
  stops: Stop[];
  done: number;
  /** Without those put off. */
  total: number;
  next: Stop | null;
  /** Minutes until the last shop is left. */
  leftMin: number;
  /** When one is back at the start; null once nothing is left. */
  endMin: number | null;
}

/** `minuteOf` tells the local minute of a UTC instant. */
export function progressOf(view: TodayView, nowMin: number, minuteOf: (ms: number) => number): DayProgress {
  const ordered = view.stops.toSorted((a, b) => a.visit.order - b.visit.order);
  const nextId = ordered.find((stop) => stateOf(stop) === "planned")?.visit.id;
  let at: number | null = null;
  let setOff: number | null = null;
  const stops = ordered.map((stop): Stop => {
    const { visit, record } = stop;
    const state = visit.id === nextId ? "next" : stateOf(stop);
    const inShop = visit.depart_min - visit.arrive_min;
    if (state === "open") {
      const arrived = record?.arrived_at ? minuteOf(record.arrived_at) : nowMin;
      at = Math.max(nowMin, arrived + inShop);
      setOff = nowMin;
      return { ...stop, state, arriveMin: arrived };
    }
    if (state !== "next" && state !== "planned") return { ...stop, state, arriveMin: visit.arrive_min };
    const arriveMin: number = Math.max(visit.arrive_min, at === null ? nowMin : at + visit.travel_min);
    setOff ??= Math.max(nowMin, arriveMin - visit.travel_min);
    at = arriveMin + inShop;
    return { ...stop, state, arriveMin };
  });
  const counted = stops.filter(({ state }) => state !== "put_off");
  const lastLeave = Math.max(0, ...ordered.map(({ visit }) => visit.depart_min));
  const home = view.day.end_min === null ? 0 : Math.max(0, view.day.end_min - lastLeave);
  return {
    stops,
    done: counted.filter(({ state }) => state === "done").length,
    total: counted.length,
    next: stops.find(({ state }) => state === "next") ?? null,
    leftMin: at === null ? 0 : at - (setOff ?? at),
    endMin: at === null || view.day.end_min === null ? null : at + home,
  };
}

function stateOf({ visit, record, put_off_reason }: TodayStop): StopState {
  if (record?.state === "open") return "open";
  if (visit.state === "done") return "done";
  const made = record?.outcome === "done" || record?.outcome === "owner_absent";
  if (record?.outcome && !made) return "in_vain";
  if (put_off_reason !== null) return "put_off";
  return visit.state === "missed" ? "missed" : "planned";
}
