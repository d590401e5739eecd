import { describe, expect, it } from "vitest";
import type { WorkingTime } from "../../ipc/types/WorkingTime";
import { faultOf, kmPerHour, metresPerMinute, readWhole } from "./working";

const day = { from_min: 510, to_min: 1050 };
const usual: WorkingTime = {
  weekdays: [
    day,
    day,
    day,
    day,
    { from_min: 510, to_min: 720 },
    { from_min: 0, to_min: 0 },
    { from_min: 0, to_min: 0 },
  ],
  lunch: { from_min: 690, to_min: 810 },
  lunch_min: 60,
  visits_per_day: 12,
  service_min: 20,
  speed_m_per_min: 400,
};

describe("working time", () => {
  it("as usual has no fault, a free day included", () => {
    expect(faultOf(usual)).toBeNull();
    expect(faultOf({ ...usual, lunch: null })).toBeNull();
  });

  it("that ends before it starts is named by its weekday", () => {
    const weekdays = usual.weekdays.map((hours, at) => (at === 2 ? { from_min: 900, to_min: 800 } : hours));
    expect(faultOf({ ...usual, weekdays })).toEqual({ kind: "order", weekday: 3 });
  });

  it("must leave room for the break", () => {
    expect(faultOf({ ...usual, lunch_min: 121 })).toEqual({ kind: "lunch_short" });
    expect(faultOf({ ...usual, lunch: { from_min: 700, to_min: 700 } })).toEqual({ kind: "lunch_order" });
  });
});

describe("a number typed in", () => {
  it("is taken whole and within bounds, full-width digits too", () => {
    expect(readWhole(" 12 ", 1, 60)).toBe(12);
    expect(readWhole("１２", 1, 60)).toBe(12);
  });

  it("is refused otherwise", () => {
    expect(["", "0", "61", "1.5", "-3", "abc"].map((text) => readWhole(text, 1, 60))).toEqual(
      Array(6).fill(null),
    );
  });

  it("of km/h comes back as it was typed", () => {
    expect([5, 15, 24, 35, 90].map((speed) => kmPerHour(metresPerMinute(speed)))).toEqual([
      5, 15, 24, 35, 90,
    ]);
  });
});
