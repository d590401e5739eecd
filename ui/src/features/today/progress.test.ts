import { describe, expect, it } from "vitest";
import type { BoardDay } from "../../ipc/types/BoardDay";
import type { BoardVisit } from "../../ipc/types/BoardVisit";
import { progressOf } from "./progress";

function visit(order: number, state: BoardVisit["state"]): BoardVisit {
  return {
    id: String(order),
    customer: {
      id: `c${order}`,
      code: "",
      name: "",
      class: null,
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
    },
    date: "2026-11-30",
    order,
    arrive_min: 500 + order * 30,
    depart_min: 520 + order * 30,
    travel_m: 3000,
    travel_min: 10,
    purposes: [],
    key_points: null,
    reasons: [],
    locked: false,
    state,
    change: null,
    warnings: [],
  };
}

function day(visits: BoardVisit[]): BoardDay {
  return {
    date: "2026-11-30",
    kind: "working",
    name: null,
    working_min: 480,
    capacity: 12,
    visits,
    travel_m: 0,
    travel_min: 0,
    visit_min: 0,
    end_min: null,
  };
}

describe("today's round", () => {
  it("goes on at the first stop that is still to come", () => {
    const progress = progressOf(
      day([visit(3, "planned"), visit(1, "done"), visit(2, "missed"), visit(4, "planned")]),
    );
    expect(progress.next?.id).toBe("3");
    expect(progress).toMatchObject({ done: 1, total: 4, leftMin: 60 });
  });

  it("leaves out what was taken out of the plan", () => {
    expect(progressOf(day([visit(1, "removed"), visit(2, "planned")])).total).toBe(1);
  });

  it("has no next stop when every one is told", () => {
    expect(progressOf(day([visit(1, "done"), visit(2, "missed")]))).toMatchObject({ next: null, leftMin: 0 });
  });
});
