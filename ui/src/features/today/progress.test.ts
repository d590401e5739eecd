import { describe, expect, it } from "vitest";
import type { TodayView } from "../../ipc/types/TodayView";
import { movedFrom, progressOf } from "./progress";
import { someRecord, someStop, someToday } from "./testing";

/** At 08:30, unless said otherwise; instants are minutes here. */
const at = (view: TodayView, min = 510) => progressOf(view, min, (ms) => ms);

/** The same stop, planned so many minutes later. */
const later = (stop: ReturnType<typeof someStop>, min: number) => {
  const { visit } = stop;
  const [arrive_min, depart_min] = [visit.arrive_min + min, visit.depart_min + min];
  return { ...stop, visit: { ...visit, arrive_min, depart_min } };
};

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

  it("come forward when the last shop was left early, and the plan's own time stays known", () => {
    const done = { ...someStop(1, "done"), record: someRecord("r", "done", { left_at: 550 }) };
    const { stops } = at(someToday([done, someStop(2), someStop(3)]), 552);
    expect(stops.map(({ arriveMin }) => arriveMin)).toEqual([540, 560, 600]);
    expect(stops.map(movedFrom)).toEqual([null, 580, 620]);
  });

  it("of a shop that is not open yet wait for its door, and a rest at noon keeps its length", () => {
    const done = { ...someStop(1, "done"), record: someRecord("r", "done", { left_at: 550 }) };
    const closed = { ...someStop(2), open_hours: [{ from_min: 580, to_min: 1200 }] };
    const times = (...stops: ReturnType<typeof someStop>[]) =>
      at(someToday([done, ...stops]), 552).stops.map(({ arriveMin }) => arriveMin);
    expect(times(closed, someStop(3))).toEqual([540, 580, 620]);
    expect(times(later(someStop(2), 60))).toEqual([540, 620]);
  });

  it("follow a visit that no plan knew as well", () => {
    const unplanned = [someRecord("u", "done", { planned: false, left_at: 600 })];
    const { stops } = at(someToday([someStop(1), someStop(2)], { unplanned }), 600);
    expect(stops.map(({ arriveMin }) => arriveMin)).toEqual([610, 650]);
  });

  it("wait for the visit that is under way", () => {
    const open = someStop(1, "planned", someRecord("r", null, { arrived_at: 545 }));
    const progress = at(someToday([open, someStop(2)]), 590);
    expect(progress.stops.map(({ state, arriveMin }) => [state, arriveMin])).toEqual([
      ["open", 545],
      ["next", 600],
    ]);
  });

  it("of a stop that was made are when one got there, and of one that was not the plan's", () => {
    const made = someStop(1, "done", someRecord("r", "done", { arrived_at: 550, left_at: 570 }));
    const vain = someStop(2, "missed", someRecord("v", "closed", { arrived_at: 600, left_at: 602 }));
    const { stops } = at(someToday([made, vain, someStop(3, "missed")]), 700);
    expect(stops.map(({ arriveMin }) => arriveMin)).toEqual([550, 600, 620]);
  });

  it("never move a stop that is over", () => {
    expect(at(someToday([someStop(1, "done"), someStop(2)]), 900).stops[0]?.arriveMin).toBe(540);
  });
});
