import { expect, it } from "vitest";
import type { PlanDifference } from "../../ipc/types/PlanDifference";
import { someCustomer } from "../../parts/testing";
import { costOf, grouped } from "./difference";

const MONDAY = "2026-11-30";
const TUESDAY = "2026-12-01";

let last = 0;
function change(from: string | null, to: string | null, travel_m = 0): PlanDifference {
  last += 1;
  const place = (date: string | null) => date && { date, order: last, arrive_min: 500 + last };
  return {
    number: last,
    customer: someCustomer(`c${last}`),
    from: place(from) || null,
    to: place(to) || null,
    travel_m,
    travel_min: Math.round(travel_m / 400),
    reasons: [],
    left_out: null,
    remedy: null,
  };
}

it("moves are grouped by the days they leave and join, the rest by what happens", () => {
  const groups = grouped([
    change(TUESDAY, null),
    change(MONDAY, TUESDAY),
    change(null, MONDAY),
    change(MONDAY, TUESDAY),
    change(MONDAY, MONDAY),
    change(TUESDAY, MONDAY),
  ]);
  expect(groups.map(({ kind, from, to, rows }) => [kind, from, to, rows.length])).toEqual([
    ["moved", MONDAY, TUESDAY, 2],
    ["moved", TUESDAY, MONDAY, 1],
    ["added", null, null, 1],
    ["removed", null, null, 1],
    ["reordered", null, null, 1],
  ]);
});

it("only what is chosen counts", () => {
  const [saved, added] = [change(MONDAY, TUESDAY, -2000), change(null, TUESDAY, 1200)];
  expect(costOf([saved, added], new Set([saved.number]))).toEqual({ metres: -2000, minutes: -5 });
  expect(costOf([saved, added], new Set())).toEqual({ metres: 0, minutes: 0 });
});
