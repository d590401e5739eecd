import { describe, expect, it } from "vitest";
import { fullness, isOverfull, loadOf, totalsOf } from "./load";
import { someBoard } from "../../parts/testing";

describe("the load bar", () => {
  const monday = someBoard([["a", "b"]]).days[0];
  if (!monday) throw new Error("a week has a Monday");

  it("counts the way and the shops against the working day", () => {
    expect(loadOf(monday)).toMatchObject({ usedMin: 50, workingMin: 480, freeMin: 430, overMin: 0 });
    expect(loadOf({ ...monday, visit_min: 470 })).toMatchObject({ usedMin: 480, share: 1, overMin: 0 });
  });

  it("says what is beyond the day's time and its visits", () => {
    const load = loadOf({ ...monday, visit_min: 500, capacity: 1 });
    expect(load).toMatchObject({ overMin: 30, freeMin: 0, overVisits: 1 });
    expect(isOverfull(load)).toBe(true);
  });

  it("is empty on a day that holds no visits", () => {
    expect(loadOf({ ...monday, working_min: 0 }).share).toBe(0);
  });

  it("adds up over the week", () => {
    expect(totalsOf(someBoard([["a"], ["b", "c"]]).days)).toEqual({
      visits: 3,
      travelM: 3000,
      travelMin: 15,
      visitMin: 60,
    });
  });
});

it("a week to come is as full as what its field days hold", () => {
  const week = {
    week: "2026-W50",
    visits: 50,
    travel_m: 180_000,
    travel_min: 400,
    visit_min: 1000,
    field_days: 5,
    working_min: 2000,
    left_out: 0,
  };
  expect(fullness(week)).toBe(70);
  expect(fullness({ ...week, working_min: 0 })).toBe(0);
});
