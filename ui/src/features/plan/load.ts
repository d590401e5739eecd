// How full a day is: the figures behind the bar in its head.
import type { BoardDay } from "../../ipc/types/BoardDay";
import type { OutlookWeek } from "../../ipc/types/OutlookWeek";

export interface Load {
  /** Minutes on the way and in shops. */
  usedMin: number;
  workingMin: number;
  /** Used over working minutes; 0 where the day holds none. */
  share: number;
  /** Minutes left, or 0. */
  freeMin: number;
  /** Minutes beyond the working day, or 0. */
  overMin: number;
  /** Visits beyond what the day may hold, or 0. */
  overVisits: number;
}

export function loadOf(day: BoardDay): Load {
  const usedMin = day.travel_min + day.visit_min;
  const workingMin = day.working_min;
  return {
    usedMin,
    workingMin,
    share: workingMin > 0 ? usedMin / workingMin : 0,
    freeMin: Math.max(0, workingMin - usedMin),
    overMin: Math.max(0, usedMin - workingMin),
    overVisits: Math.max(0, day.visits.length - day.capacity),
  };
}

/** Whether the day asks for more than it holds, in time or in visits. */
export function isOverfull(load: Load): boolean {
  return load.overMin > 0 || load.overVisits > 0;
}

/** How full a week to come is, in whole percent of what its field days hold; 0 where they hold nothing. */
export function fullness({ travel_min, visit_min, working_min }: OutlookWeek): number {
  return working_min > 0 ? Math.round(((travel_min + visit_min) / working_min) * 100) : 0;
}

export interface WeekTotals {
  visits: number;
  travelM: number;
  travelMin: number;
  visitMin: number;
}

export function totalsOf(days: readonly BoardDay[]): WeekTotals {
  const totals = { visits: 0, travelM: 0, travelMin: 0, visitMin: 0 };
  for (const day of days) {
    totals.visits += day.visits.length;
    totals.travelM += day.travel_m;
    totals.travelMin += day.travel_min;
    totals.visitMin += day.visit_min;
  }
  return totals;
}
