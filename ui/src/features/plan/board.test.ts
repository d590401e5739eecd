import { describe, expect, it } from "vitest";
import {
  inOrder,
  isSamePlace,
  neighbour,
  orderAt,
  slotOf,
  steppedSlot,
  withTimes,
  withVisitAt,
  withoutVisit,
} from "./board";
import { someBoard } from "../../parts/testing";

const MONDAY = "2026-11-30";
const TUESDAY = "2026-12-01";
const FRIDAY = "2026-12-04";

function ids(board: ReturnType<typeof someBoard>, date: string): string[] {
  const day = board.days.find((candidate) => candidate.date === date);
  return inOrder(day?.visits ?? []).map((visit) => visit.id);
}

describe("a dropped visit", () => {
  it("stands where it was dropped and the others close up", () => {
    const board = withVisitAt(someBoard([["a", "b", "c"], ["d"]]), "a", { date: TUESDAY, order: 1 });
    expect(ids(board, MONDAY)).toEqual(["b", "c"]);
    expect(ids(board, TUESDAY)).toEqual(["a", "d"]);
    expect(board.days[0]?.visits.map((visit) => visit.order)).toEqual([1, 2]);
    expect(slotOf(board, "a")).toEqual({ date: TUESDAY, order: 1 });
  });

  it("moves within its day in both directions", () => {
    const board = someBoard([["a", "b", "c"]]);
    expect(ids(withVisitAt(board, "a", { date: MONDAY, order: 3 }), MONDAY)).toEqual(["b", "c", "a"]);
    expect(ids(withVisitAt(board, "c", { date: MONDAY, order: 1 }), MONDAY)).toEqual(["c", "a", "b"]);
  });

  it("goes to the end when the place is beyond it", () => {
    const board = withVisitAt(someBoard([["a"], ["d"]]), "a", { date: TUESDAY, order: 99 });
    expect(ids(board, TUESDAY)).toEqual(["d", "a"]);
  });

  it("leaves the board it came from as it was", () => {
    const board = someBoard([["a", "b"], []]);
    withVisitAt(board, "a", { date: TUESDAY, order: 1 });
    expect(ids(board, MONDAY)).toEqual(["a", "b"]);
  });

  it("has its day's times at once, as they were worked out while it was tried", () => {
    const stops = [
      { customer_id: "c-a", arrive_min: 540, depart_min: 560 },
      { customer_id: "c-d", arrive_min: 570, depart_min: 590 },
    ];
    const moved = withVisitAt(someBoard([["a", "b"], ["d"]]), "a", { date: TUESDAY, order: 1 });
    const board = withTimes(moved, { date: TUESDAY, stops });
    expect(board.days[1]?.visits.map((visit) => [visit.id, visit.arrive_min])).toEqual([
      ["a", 540],
      ["d", 570],
    ]);
    expect(board.days[0]).toBe(moved.days[0]);
  });

  it("that is unknown changes nothing", () => {
    const board = someBoard([["a"]]);
    expect(withVisitAt(board, "x", { date: TUESDAY, order: 1 })).toBe(board);
  });
});

describe("the place under a pointer", () => {
  const spans = [
    { top: 0, bottom: 50 },
    { top: 50, bottom: 100 },
  ];

  it("is before the first card whose middle is below", () => {
    expect(orderAt(spans, 10)).toBe(1);
    expect(orderAt(spans, 30)).toBe(2);
    expect(orderAt(spans, 90)).toBe(3);
  });

  it("is the first in an empty day", () => {
    expect(orderAt([], 400)).toBe(1);
  });

  it("is known to be the old one", () => {
    expect(isSamePlace({ date: MONDAY, order: 2 }, { date: MONDAY, order: 2 })).toBe(true);
    expect(isSamePlace({ date: MONDAY, order: 2 }, { date: TUESDAY, order: 2 })).toBe(false);
  });
});

describe("a lifted visit", () => {
  const board = someBoard([["a", "b", "c"], ["d"], [], [], ["e"]]);

  it("stops at the ends of its day", () => {
    expect(steppedSlot(board, "a", { date: MONDAY, order: 1 }, "ArrowUp").order).toBe(1);
    expect(steppedSlot(board, "a", { date: MONDAY, order: 3 }, "ArrowDown").order).toBe(3);
    expect(steppedSlot(board, "a", { date: MONDAY, order: 1 }, "End").order).toBe(3);
  });

  it("keeps its height in the next day as far as that day reaches", () => {
    expect(steppedSlot(board, "c", { date: MONDAY, order: 3 }, "ArrowRight")).toEqual({
      date: TUESDAY,
      order: 2,
    });
  });

  it("skips days that hold no visits", () => {
    expect(steppedSlot(board, "e", { date: FRIDAY, order: 1 }, "ArrowRight")).toEqual({
      date: FRIDAY,
      order: 1,
    });
    const holiday = {
      ...board,
      days: board.days.map((day, index) => (index === 1 ? { ...day, working_min: 0 } : day)),
    };
    expect(steppedSlot(holiday, "a", { date: MONDAY, order: 1 }, "ArrowRight").date).toBe("2026-12-02");
  });
});

describe("the focus", () => {
  const board = someBoard([["a", "b"], [], ["c"]]);

  it("walks over empty days", () => {
    expect(neighbour(board, "b", "ArrowRight")).toBe("c");
    expect(neighbour(board, "c", "ArrowLeft")).toBe("a");
  });

  it("stays where there is nothing further", () => {
    expect(neighbour(board, "a", "ArrowUp")).toBeUndefined();
    expect(neighbour(board, "c", "ArrowRight")).toBeUndefined();
  });
});

describe("a removed visit", () => {
  it("leaves no hole in the order", () => {
    const board = withoutVisit(someBoard([["a", "b", "c"]]), "b");
    expect(board.days[0]?.visits.map((visit) => [visit.id, visit.order])).toEqual([
      ["a", 1],
      ["c", 2],
    ]);
  });
});
