// A small board for tests of this folder.
import type { PlanBoard } from "../../ipc/types/PlanBoard";
import { someDay, someVisit } from "../../parts/testing";
import { addDays, mondayOf } from "../../text/format";

/** Monday to Friday hold visits as `ids` names them; the weekend is free. */
export function someBoard(ids: string[][], week = "2026-W49"): PlanBoard {
  const monday = mondayOf(week);
  const days = Array.from({ length: 7 }, (_, index) => {
    const date = addDays(monday, index);
    const visits = (ids[index] ?? []).map((id, at) => someVisit(id, date, at + 1));
    const day = someDay(date, visits);
    return index < 5 ? day : { ...day, kind: "rest" as const, working_min: 0, capacity: 0 };
  });
  return {
    week,
    plan: null,
    days,
    unplanned: [],
    removed: [],
    demand_per_week: 50,
    capacity_per_week: 54,
    start_lat_e7: null,
    start_lng_e7: null,
    end_lat_e7: null,
    end_lng_e7: null,
    to_repair: [],
    last_move: null,
    can_undo: false,
    can_redo: false,
    last_week_status: null,
  };
}
