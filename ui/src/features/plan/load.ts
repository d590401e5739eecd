// How full a day is: the figures behind the bar in its head.
import type { BoardDay } from "../../ipc/types/BoardDay";
import type { OutlookWeek } from "../../ipc/types/OutlookWeek";
import type { WorkingTime } from "../../ipc/types/WorkingTime";

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

/** Minutes of an average working day, without lunch; 0 where nobody works. */
export function usualDayMin({ weekdays, lunch, lunch_min }: WorkingTime): number {
  const worked = weekdays.filter(({ from_min, to_min }) => to_min > from_min);
  const minutes = worked.reduce((sum, { from_min, to_min }) => {
    const eats = lunch !== null && from_min < lunch.to_min && to_min > lunch.from_min + lunch_min;
    return sum + to_min - from_min - (eats ? lunch_min : 0);
  }, 0);
  return worked.length > 0 ? minutes / worked.length : 0;
}

/** How full a week to come is, in whole percent of what its field days usually hold; 0 where they hold nothing. */
export function fullness({ travel_min, visit_min, field_days }: OutlookWeek, dayMin: number): number {
  const holds = field_days * dayMin;
  return holds > 0 ? Math.round(((travel_min + visit_min) / holds) * 100) : 0;
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
