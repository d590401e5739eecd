import { describe, expect, it } from "vitest";
import type { BoardVisit } from "../../ipc/types/BoardVisit";
import { someDay, someVisit } from "../../parts/testing";
import { progressOf } from "./progress";

const DATE = "2026-11-30";
const day = (visits: BoardVisit[]) => someDay(DATE, visits);
const visit = (order: number, state: BoardVisit["state"]): BoardVisit => ({
  ...someVisit(String(order), DATE, order),
  travel_min: 10,
  state,
});

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
