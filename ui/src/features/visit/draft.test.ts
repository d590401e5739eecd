import { expect, it } from "vitest";
import type { FieldLayout } from "../../ipc/types/FieldLayout";
import {
  bagOf,
  isInVain,
  orphanedBy,
  tapped,
  withAnswer,
  withCopied,
  withNextVisit,
  withOutcome,
  withoutEmptyRows,
  withRows,
} from "./draft";
import { fieldOf } from "./arrival";
import { placeOf } from "./layout";
import { textFor } from "../../text";
import { EMPTY, LAYOUT } from "./testing";

function layoutOf(name: string): FieldLayout {
  const found = fieldOf({ layout: LAYOUT }, name);
  if (!found) throw new Error(`${name} is not in the form`);
  return found;
}

it("a second tap makes a choice untouched, and an untouched field has no key", () => {
  const sales = layoutOf("sales");
  const chosen = withAnswer(EMPTY, "answers", "sales", tapped(sales, undefined, "up"));
  expect(chosen.answers).toEqual({ sales: "up" });
  const again = withAnswer(chosen, "answers", "sales", tapped(sales, "up", "up"));
  expect(again.answers).toEqual({});
});

it("several choices keep the form's order whatever the order of the taps", () => {
  const publicity = layoutOf("publicity");
  const first = tapped(publicity, undefined, "promotion");
  expect(tapped(publicity, first, "supply")).toEqual(["supply", "promotion"]);
});

it("what was copied is marked until it is changed", () => {
  const copied = withCopied(EMPTY, "stock", "fair");
  expect(copied.copied).toEqual(["stock"]);
  expect(withAnswer(copied, "answers", "stock", "low").copied).toEqual([]);
});

it("a detail behind an option goes with the option", () => {
  expect(orphanedBy(layoutOf("handouts"), ["notice"])).toEqual(["price_tag_count"]);
  expect(orphanedBy(layoutOf("handouts"), ["price_tags"])).toEqual([]);
});

it("tips on illegal tobacco lie apart from the other notes", () => {
  expect(bagOf("internal", "illegal_tobacco")).toBe("restricted");
  expect(bagOf("internal", "wishes")).toBe("internal");
  expect(bagOf("signed", "rating")).toBe("answers");
});

it("only an open shop and an absent owner are worth a signature", () => {
  const vain = ["closed", "refused", "rescheduled", "out_of_business"] as const;
  expect(vain.every(isInVain)).toBe(true);
  expect([null, "done" as const, "owner_absent" as const].some(isInVain)).toBe(false);
});

it("another outcome takes along what was written behind the former one", () => {
  const absent = withAnswer(withOutcome(EMPTY, "owner_absent"), "answers", "receptionist", "小王");
  expect(withOutcome(absent, "done").answers).toEqual({});
});

it("a next visit is planned only while it has a date", () => {
  const told = withNextVisit(EMPTY, "2026-12-07", "morning");
  expect(told.answers).toEqual({ next_visit_on: "2026-12-07", next_visit_part: "morning" });
  expect(told.plan_next).toBe(true);
  expect(withNextVisit(told, null, null)).toEqual(EMPTY);
});

it("rows that were never written in are not signed", () => {
  const draft = withRows(EMPTY, "feedback", [{}, { kind: "question" }, {}]);
  expect(withoutEmptyRows(draft, "feedback").answers).toEqual({ feedback: [{ kind: "question" }] });
  expect(withoutEmptyRows(EMPTY, "feedback")).toBe(EMPTY);
});

it("a failure finds its station and its words on the form", () => {
  const t = textFor("zh");
  expect(placeOf(LAYOUT, "feedback[1].content", t)).toEqual({ station: "feedback", label: "内容", nth: 2 });
  expect(placeOf(LAYOUT, "supply_note", t)).toEqual({
    station: "information",
    label: "货源满足 说明",
    nth: null,
  });
  expect(placeOf(LAYOUT, "rating", t)?.label).toBe("服务评价");
  expect(placeOf(LAYOUT, "outcome", t)).toBeNull();
});
