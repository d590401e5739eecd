import { describe, expect, it } from "vitest";
import type { TodayView } from "../../ipc/types/TodayView";
import { progressOf } from "./progress";
import { someRecord, someStop, someToday } from "./testing";

/** At 08:30, unless said otherwise; instants are minutes here. */
const at = (view: TodayView, min = 510) => progressOf(view, min, (ms) => ms);

describe("today's round", () => {
  it("goes on at the first stop that is still to come", () => {
    const progress = at(someToday([someStop(3), someStop(1, "done"), someStop(2, "missed"), someStop(4)]));
    expect(progress.next?.visit.id).toBe("3");
    expect(progress).toMatchObject({ done: 1, total: 4 });
  });

  it("does not count what was put off, and still shows it", () => {
    const progress = at(someToday([{ ...someStop(1, "missed"), put_off_reason: "客户改约" }, someStop(2)]));
    expect(progress.total).toBe(1);
    expect(progress.stops.map(({ state }) => state)).toEqual(["put_off", "next"]);
  });

  it("tells a visit made in vain from one that was never tried", () => {
    const vain = someStop(1, "missed", someRecord("r", "closed"));
    expect(at(someToday([vain, someStop(2, "missed")])).stops.map(({ state }) => state)).toEqual([
      "in_vain",
      "missed",
    ]);
  });

  it("has no next stop and no time left when every one is told", () => {
    expect(at(someToday([someStop(1, "done"), someStop(2, "missed")]))).toMatchObject({
      next: null,
      leftMin: 0,
      endMin: null,
    });
  });
});

describe("its times", () => {
  it("are the plan's while one is in time", () => {
    const progress = at(someToday([someStop(1), someStop(2)]));
    expect(progress.stops.map(({ arriveMin }) => arriveMin)).toEqual([540, 580]);
    // From setting off at 08:50 until the second shop is left at 10:10.
    expect(progress).toMatchObject({ leftMin: 80, endMin: 630 });
  });

  it("move with the clock when one is late, and push what follows", () => {
    const progress = at(someToday([someStop(1), someStop(2), someStop(3)]), 600);
    expect(progress.stops.map(({ arriveMin }) => arriveMin)).toEqual([600, 640, 680]);
    expect(progress).toMatchObject({ leftMin: 110, endMin: 730 });
  });

  it("wait for the visit that is under way", () => {
    const open = someStop(1, "planned", someRecord("r", null, { arrived_at: 545 }));
    const progress = at(someToday([open, someStop(2)]), 590);
    expect(progress.stops.map(({ state, arriveMin }) => [state, arriveMin])).toEqual([
      ["open", 545],
      ["next", 600],
    ]);
  });

  it("never move a stop that is over", () => {
    expect(at(someToday([someStop(1, "done"), someStop(2)]), 900).stops[0]?.arriveMin).toBe(540);
  });
});
