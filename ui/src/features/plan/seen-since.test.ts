import { expect, it } from "vitest";
import type { BoardVisit } from "../../ipc/types/BoardVisit";
import { someVisit } from "../../parts/testing";
import { seenSince } from "./seen-since";

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
