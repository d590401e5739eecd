// How far today's round is, and when it reaches each stop if one goes on from now.
import type { TodayStop } from "../../ipc/types/TodayStop";
import type { TodayView } from "../../ipc/types/TodayView";

export type StopState = "done" | "open" | "in_vain" | "missed" | "put_off" | "next" | "planned";

export interface Stop extends TodayStop {
  state: StopState;
  /** When one gets there going on from now, or got there, in minutes after midnight; where nobody went the plan's time. */
  arriveMin: number;
}

/** Minutes by which a stop's time may differ from the plan before that is worth a word. */
const NEAR_MIN = 5;

/** When the plan would have one there, where one will be there earlier or later. */
export function movedFrom({ state, visit, arriveMin }: Stop): number | null {
  const coming = state === "next" || state === "planned";
  return coming && Math.abs(arriveMin - visit.arrive_min) >= NEAR_MIN ? visit.arrive_min : null;
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
  // Where the last shop was left the round goes on; before the first visit the plan's time stands.
  let at = lastLeft(view, minuteOf);
  let setOff: number | null = null;
  const stops = ordered.map((stop, place): Stop => {
    const { visit, record } = stop;
    const state = visit.id === nextId ? "next" : stateOf(stop);
    const inShop = visit.depart_min - visit.arrive_min;
    if (state === "open") {
      const arrived = record?.arrived_at ? minuteOf(record.arrived_at) : nowMin;
      at = Math.max(nowMin, arrived + inShop);
      setOff = nowMin;
      return { ...stop, state, arriveMin: arrived };
    }
    if (state !== "next" && state !== "planned") {
      const arrived = state === "put_off" || state === "missed" ? null : (record?.arrived_at ?? null);
      return { ...stop, state, arriveMin: arrived === null ? visit.arrive_min : minuteOf(arrived) };
    }
    const planned = Math.max(visit.arrive_min, nowMin);
    const arriveMin =
      at === null ? planned : opened(stop, Math.max(nowMin, at + visit.travel_min + rest(ordered, place)));
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

/** When the last of today's shops was left. */
function lastLeft({ stops, unplanned }: TodayView, minuteOf: (ms: number) => number): number | null {
  const records = [...stops.map(({ record }) => record), ...unplanned];
  const left = records.flatMap((record) => record?.left_at ?? []);
  return left.length === 0 ? null : minuteOf(Math.max(...left));
}

/** Minutes that the plan rests before a stop, as at noon. What it only waits for a shop to open is no rest. */
function rest(ordered: readonly TodayStop[], place: number): number {
  const stop = ordered[place];
  const before = ordered[place - 1];
  if (!stop || !before) return 0;
  const { arrive_min, travel_min } = stop.visit;
  if (stop.open_hours.some(({ from_min }) => from_min === arrive_min)) return 0;
  return Math.max(0, arrive_min - travel_min - before.visit.depart_min);
}

/** The first minute from `from` on at which the shop is open; `from` itself where it does not open any more. */
function opened({ open_hours }: TodayStop, from: number): number {
  const hours = open_hours.find(({ to_min }) => from < to_min);
  return hours ? Math.max(from, hours.from_min) : from;
}

function stateOf({ visit, record, put_off_reason }: TodayStop): StopState {
  if (record?.state === "open") return "open";
  if (visit.state === "done") return "done";
  const made = record?.outcome === "done" || record?.outcome === "owner_absent";
  if (record?.outcome && !made) return "in_vain";
  if (put_off_reason !== null) return "put_off";
  return visit.state === "missed" ? "missed" : "planned";
}
