// A customer, a visit, a day and a week's board for the tests of whatever shows them.
import type { Bulletin } from "../ipc/types/Bulletin";
import type { Issue } from "../ipc/types/Issue";
import type { BoardDay } from "../ipc/types/BoardDay";
import type { BoardVisit } from "../ipc/types/BoardVisit";
import type { CustomerSummary } from "../ipc/types/CustomerSummary";
import type { PlanBoard } from "../ipc/types/PlanBoard";
import { addDays, mondayOf } from "../text/format";

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
    seen_since: null,
    locked: false,
    state: "planned",
    change: null,
    warnings: [],
  };
}

/** A working day with these visits. */
export function someDay(date: string, visits: BoardVisit[]): BoardDay {
  return {
    date,
    kind: "working",
    name: null,
    working_min: 480,
    capacity: 12,
    visits,
    travel_m: visits.length * 1000,
    travel_min: visits.length * 5,
    visit_min: visits.length * 20,
    end_min: visits.length > 0 ? 1000 : null,
    uneven: null,
  };
}

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
    without_rule: 0,
    start_lat_e7: null,
    start_lng_e7: null,
    end_lat_e7: null,
    end_lng_e7: null,
    to_repair: [],
    later_drafts: [],
    last_move: null,
    can_undo: false,
    last_step: null,
    can_redo: false,
    last_week_status: null,
  };
}

export function someIssue(id: string, more: Partial<Issue> = {}): Issue {
  return {
    id,
    territory_id: "t",
    version: 0,
    created_at: 0,
    updated_at: 0,
    deleted_at: null,
    customer_id: "c",
    person_id: "p",
    visit_record_id: null,
    kind: "problem",
    category: null,
    urgent: false,
    content: "断货两周",
    asked_at: 0,
    promised_at: null,
    owner: null,
    answered_at: null,
    resolved_at: null,
    outcome: null,
    told_at: null,
    told_by: null,
    reported_to: null,
    reported_at: null,
    ...more,
  };
}

export function someBulletin(id: string, change: Partial<Bulletin> = {}): Bulletin {
  return {
    id,
    territory_id: "t",
    version: 1,
    created_at: 0,
    updated_at: 0,
    deleted_at: null,
    number: `2026-${id}`,
    kind: "supply",
    title: `货源 ${id}`,
    text: "按需订货",
    to_tell: true,
    from: "2026-11-27",
    until: "2026-12-31",
    report_number: null,
    withdrawn_at: null,
    ...change,
  };
}
