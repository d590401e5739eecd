import { describe, expect, it } from "vitest";
import type { LaterEntry } from "../../ipc/types/LaterEntry";
import { feedbackOf, problemsOf, readDay, withAnswer, withFeedback } from "./later-entry";

const EMPTY: LaterEntry = {
  arrived_min: null,
  left_min: null,
  outcome: null,
  answers: {},
  told: [],
  signed_on_paper: false,
};

const problem = (field: string | null) => ({ code: "required" as const, field, detail: {} });

describe("a date in the grid", () => {
  it("is the next one of its name from the day of the visit on", () => {
    expect(readDay("12-07", "2026-11-30")).toBe("2026-12-07");
    expect(readDay("1/5", "2026-11-30")).toBe("2027-01-05");
    expect(readDay("12月7日", "2026-11-30")).toBe("2026-12-07");
    expect(readDay("2026-12-07", "2026-11-30")).toBe("2026-12-07");
  });

  it("is nothing when empty and unreadable when there is no such day", () => {
    expect(readDay(" ", "2026-11-30")).toBeNull();
    expect(["2-30", "next week", "1207"].map((text) => readDay(text, "2026-11-30"))).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("an answer", () => {
  it("that is emptied is gone, not kept as an empty text", () => {
    const answered = withAnswer(EMPTY, "sales", "up");
    expect(answered.answers).toEqual({ sales: "up" });
    expect(withAnswer(answered, "sales", "").answers).toEqual({});
  });

  it("of feedback changes the first thing said and keeps the others and what was promised", () => {
    const said = {
      ...EMPTY,
      answers: {
        feedback: [
          { kind: "complaint", content: "送货迟", promised_on: "2026-12-01" },
          { kind: "question", content: "价格" },
        ],
      },
    };
    const changed = withFeedback(said, { kind: "complaint", content: "送货迟了两天" });
    expect(changed.answers.feedback).toEqual([
      { kind: "complaint", content: "送货迟了两天", promised_on: "2026-12-01" },
      { kind: "question", content: "价格" },
    ]);
    expect(feedbackOf(changed)).toEqual({ kind: "complaint", content: "送货迟了两天" });
    expect(withFeedback(said, { kind: "complaint", content: " " }).answers.feedback).toHaveLength(1);
  });
});

it("a problem stands at its cell, the first of each, and the rest under the row", () => {
  const { cells, others } = problemsOf([
    problem("outcome"),
    problem("feedback.0.content"),
    problem("left_min"),
    problem("left_min"),
    problem("praise"),
    problem(null),
  ]);
  expect(Object.keys(cells).toSorted()).toEqual(["feedback", "left_min", "outcome"]);
  expect(others).toHaveLength(2);
});
