// A day for the tests of this folder.
import type { BoardVisit } from "../../ipc/types/BoardVisit";
import type { Outcome } from "../../ipc/types/Outcome";
import type { TodayStop } from "../../ipc/types/TodayStop";
import type { TodayView } from "../../ipc/types/TodayView";
import type { VisitSummary } from "../../ipc/types/VisitSummary";
import { someDay, someVisit } from "../../parts/testing";

export const DATE = "2026-11-30";

/** 30 minutes in the shop, 10 on the way; the first stop at 09:00, one every 40 minutes. */
export function someStop(
  order: number,
  state: BoardVisit["state"] = "planned",
  record: VisitSummary | null = null,
): TodayStop {
  const arrive = 540 + (order - 1) * 40;
  return {
    visit: {
      ...someVisit(String(order), DATE, order),
      arrive_min: arrive,
      depart_min: arrive + 30,
      travel_min: 10,
      state,
    },
    record,
    put_off_reason: null,
    wishes: null,
    issues: [],
    to_tell: [],
    open_hours: [],
  };
}

export function someRecord(
  id: string,
  outcome: Outcome | null,
  more: Partial<VisitSummary> = {},
): VisitSummary {
  return {
    id,
    customer_id: `c-${id}`,
    customer_code: id,
    customer_name: `店 ${id}`,
    date: DATE,
    arrived_at: null,
    left_at: null,
    state: outcome === null ? "open" : "finished",
    outcome,
    entered: "live",
    planned: true,
    signed: false,
    signed_on_paper: false,
    corrects: null,
    corrected_by: null,
    ...more,
  };
}

export function someToday(stops: TodayStop[], more: Partial<TodayView> = {}): TodayView {
  const last = Math.max(0, ...stops.map(({ visit }) => visit.depart_min));
  return {
    date: DATE,
    week: "2026-W49",
    day: {
      ...someDay(
        DATE,
        stops.map(({ visit }) => visit),
      ),
      end_min: stops.length > 0 ? last + 20 : null,
      uneven: null,
    },
    stops,
    unplanned: [],
    open_visit: null,
    due: [],
    duties: [],
    bulletins: [],
    departure: { date: DATE, ticked: [], departed_at: null },
    notes_to_tidy: [],
    plan_status: "final",
    next_day: null,
    next_week_to_plan: false,
    licences: [],
    overdue_count: 0,
    unrecorded_count: 0,
    unrecorded_week: null,
    start_lat_e7: null,
    start_lng_e7: null,
    ...more,
  };
}
