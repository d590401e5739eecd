import { expect, it } from "vitest";
import { someBoard, someCustomer } from "../../parts/testing";
import { candidatesOf } from "./candidates";

const long = { ...someCustomer("long"), overdue_days: 9 };
const late = { ...someCustomer("late"), overdue_days: 2 };
const due = someCustomer("due");
const waits = someCustomer("waits");
const free = someCustomer("free");
const planned = { ...someCustomer("c-a"), overdue_days: 30 };

const board = {
  ...someBoard([["a"]]),
  unplanned: [
    { customer: waits, reason: { kind: "postponed", due_by: "2026-12-11" } as const, remedy: null },
    { customer: due, reason: { kind: "no_working_day" } as const, remedy: null },
    { customer: late, reason: { kind: "day_full", visits_per_day: 12 } as const, remedy: null },
  ],
};

it("who is overdue longest stands first, who is planned already last, and nobody twice", () => {
  expect(
    candidatesOf(board, [planned, free, late, long], false).map(({ customer, due: how }) => [
      customer.id,
      how,
    ]),
  ).toEqual([
    ["long", "overdue"],
    ["late", "overdue"],
    ["due", "due"],
    ["waits", "waits"],
    ["free", null],
    ["c-a", null],
  ]);
});

it("a search lists only what it found", () => {
  const found = candidatesOf(board, [free, due, planned], true);
  expect(found.map(({ customer }) => customer.id)).toEqual(["due", "free", "c-a"]);
  expect(found.at(-1)?.plannedOn).toBe("2026-11-30");
});
