import { expect, it } from "vitest";
import type { BoardVisit } from "../ipc/types/BoardVisit";
import { someVisit } from "./testing";
import { seenSince, standing } from "./standing";

/** Every half-month, last seen on 13 November, planned for 1 December. */
function visit(seen: string | null, change: Partial<BoardVisit> = {}): BoardVisit {
  const planned = someVisit("a", "2026-12-01", 1);
  return {
    ...planned,
    customer: { ...planned.customer, last_visit_on: seen },
    reasons: [
      { kind: "rule", class: "B", window: { kind: "half_month" }, times: 1 },
      { kind: "last_visit", date: "2026-11-13" },
    ],
    ...change,
  };
}

it("a customer seen without a plan in the meantime is told on its next visit", () => {
  expect(seenSince(visit("2026-11-27"))).toBe("2026-11-27");
  expect(seenSince(visit("2026-11-27", { reasons: [{ kind: "never_visited" }] }))).toBe("2026-11-27");
});

it("the visit that the plan knew, made a few days late, is not another one", () => {
  expect(seenSince(visit("2026-11-13"))).toBeNull();
  expect(seenSince(visit("2026-11-16"))).toBeNull();
  expect(seenSince(visit(null))).toBeNull();
});

it("a visit that is made, locked or promised stands whatever came before", () => {
  expect(seenSince(visit("2026-11-27", { state: "done" }))).toBeNull();
  expect(seenSince(visit("2026-11-27", { locked: true }))).toBeNull();
  const promised = [...visit(null).reasons, { kind: "promised" as const, date: "2026-12-01" }];
  expect(seenSince(visit("2026-11-27", { reasons: promised }))).toBeNull();
});

it("a deadline that a visit beside the plan has met is not shown any more", () => {
  const due = { kind: "due_by" as const, date: "2026-12-04" };
  const late = { kind: "overdue" as const, date: "2026-11-20", days: 11 };
  const order = { kind: "order_day" as const, weekday: 3, days_before: 1 };
  const early = { kind: "seen_unplanned" as const, date: "2026-12-03" };
  const reasons = [late, due, order, ...visit(null).reasons];
  expect(standing(visit("2026-11-13", { reasons }))).toEqual(reasons);
  const kinds = (seen: string, change: Partial<BoardVisit>) =>
    standing(visit(seen, change)).map(({ kind }) => kind);
  expect(kinds("2026-11-27", { reasons })).toEqual(["order_day", "rule"]);
  expect(kinds("2026-12-01", { state: "done", reasons: [early, ...reasons] })).toEqual([
    "seen_unplanned",
    "order_day",
    "rule",
  ]);
});
