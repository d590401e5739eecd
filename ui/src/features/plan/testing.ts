// A small board for tests of this folder.
import type { BoardDay } from "../../ipc/types/BoardDay";
import type { BoardVisit } from "../../ipc/types/BoardVisit";
import type { CustomerSummary } from "../../ipc/types/CustomerSummary";
import type { PlanBoard } from "../../ipc/types/PlanBoard";
import { addDays, mondayOf } from "../../text/format";

export function someCustomer(id: string): CustomerSummary {
  return {
    id,
    code: id,
    name: `店 ${id}`,
    class: "A",
    segment: null,
    status: "open",
    address: "",
    phone: null,
    line: null,
    order_weekday: null,
    last_visit_on: null,
    overdue_days: 0,
    lat_e7: null,
    lng_e7: null,
  };
}

export function someVisit(id: string, date: string, order: number): BoardVisit {
  return {
    id,
    customer: someCustomer(`c-${id}`),
    date,
    order,
    arrive_min: 510 + order * 30,
    depart_min: 530 + order * 30,
    travel_m: 1000,
    travel_min: 5,
    purposes: [],
    key_points: null,
    reasons: [],
    locked: false,
    state: "planned",
    change: null,
    warnings: [],
  };
}

/** Monday to Friday hold visits as `ids` names them; the weekend is free. */
export function someBoard(ids: string[][], week = "2026-W49"): PlanBoard {
  const monday = mondayOf(week);
  const days: BoardDay[] = Array.from({ length: 7 }, (_, index) => {
    const date = addDays(monday, index);
    const visits = (ids[index] ?? []).map((id, at) => someVisit(id, date, at + 1));
    return {
      date,
      kind: index < 5 ? "working" : "rest",
      name: null,
      working_min: index < 5 ? 480 : 0,
      capacity: index < 5 ? 12 : 0,
      visits,
      travel_m: visits.length * 1000,
      travel_min: visits.length * 5,
      visit_min: visits.length * 20,
      end_min: visits.length > 0 ? 1000 : null,
    };
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
    can_undo: false,
    can_redo: false,
    last_week_status: null,
  };
}
