import { describe, expect, it } from "vitest";
import { someStatus } from "../../app/testing";
import { fullness, isOverfull, loadOf, totalsOf, usualDayMin } from "./load";
import { someBoard } from "./testing";

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

it("a week to come is as full as its field days usually are", () => {
  const { working_time } = someStatus().settings;
  const [day] = working_time.weekdays;
  if (!day) throw new Error("a week has a Monday");
  expect(usualDayMin(working_time)).toBe(540);
  const lunch = { from_min: 690, to_min: 810 };
  // A half-day that ends at noon has no lunch in it.
  const half = { ...working_time, lunch, lunch_min: 60, weekdays: [day, { from_min: 510, to_min: 720 }] };
  expect(usualDayMin(half)).toBe((480 + 210) / 2);
  expect(usualDayMin({ ...working_time, weekdays: [] })).toBe(0);
  const week = {
    week: "2026-W50",
    visits: 50,
    travel_m: 180_000,
    travel_min: 400,
    visit_min: 1000,
    field_days: 5,
    left_out: 0,
    can_wait: 0,
  };
  expect(fullness(week, 400)).toBe(70);
  expect(fullness(week, 0)).toBe(0);
});
