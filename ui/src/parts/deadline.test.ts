import { expect, it } from "vitest";
import type { Deadline } from "../ipc/types/Deadline";
import { textFor } from "../text";
import { deadlineWords, owed, phoneIn, pressing } from "./deadline";

const t = textFor("zh", "Asia/Shanghai");
/** 10:00 on 30 November in Shanghai. */
const NOW = Date.UTC(2026, 10, 30, 2);
const HOUR = 3_600_000;

const open = (kind: Deadline["kind"], dueIn: number): Deadline => ({
  kind,
  due_at: NOW + dueIn,
  met_at: null,
});

it.each<[string, Deadline, string, string]>([
  ["the same day by sunset", open("sunset", 10 * HOUR), "日落前", "due"],
  ["sunset is close", open("sunset", 0.4 * HOUR), "还剩 24 分钟", "due"],
  ["hours are left today", open("result", 5.5 * HOUR), "还剩 5 小时", "due"],
  ["hours are left until tomorrow", open("result", 20 * HOUR), "还剩 20 小时", "plain"],
  ["days are left", open("promised", 50 * HOUR), "还剩 2 天", "plain"],
  ["it is this very minute", open("five_minutes", 30_000), "现在到期", "due"],
  ["it passed within this minute", open("report_at_once", -59_999), "现在到期", "due"],
  ["it passed a minute ago", open("five_minutes", -60_000), "逾期 1 分钟", "overdue"],
  ["it passed hours ago", open("first_answer", -3.2 * HOUR), "逾期 3 小时", "overdue"],
  ["it passed a day ago", open("result", -30 * HOUR), "逾期 1 天", "overdue"],
])("a deadline says where it stands when %s", (_, deadline, words, tone) => {
  expect(deadlineWords(deadline, NOW, t)).toEqual({ words, tone });
});

it("a deadline that was met is never red, late or not", () => {
  const due_at = NOW - 40 * HOUR;
  expect(deadlineWords({ kind: "result", due_at, met_at: due_at }, NOW, t).words).toBe("按时完成");
  expect(deadlineWords({ kind: "result", due_at, met_at: due_at + 2 * HOUR }, NOW, t)).toEqual({
    words: "已完成，逾期 2 小时",
    tone: "plain",
  });
});

it("the first that falls due presses, and what was met does not", () => {
  const met = { ...open("report_at_once", -5 * HOUR), met_at: NOW - 5 * HOUR };
  expect(pressing([open("result", 9 * HOUR), met, open("sunset", 3 * HOUR)])?.kind).toBe("sunset");
  expect(pressing([met])).toBeNull();
  expect(owed({ deadlines: [open("tell", HOUR * 2)] }, NOW, t)?.what).toBe("告知结果");
});

it("finds the number in what was written", () => {
  expect(phoneIn("张主任 138 0000-1234")).toBe("13800001234");
  expect(phoneIn("+86 0513 81234567")).toBe("+86051381234567");
  expect(phoneIn("张主任 3 楼")).toBeNull();
});
