import { describe, expect, it } from "vitest";
import type { TimelineEntry } from "../../ipc/types/TimelineEntry";
import { textFor } from "../../text";
import { entryWords } from "./timeline-entry";

const t = textFor("zh", "Asia/Shanghai");

const entry = (kind: TimelineEntry["kind"], detail: TimelineEntry["detail"]): TimelineEntry => ({
  kind,
  id: "e1",
  at: Date.UTC(2026, 10, 30, 2),
  date: "2026-11-30",
  detail,
});

describe("an entry of the timeline", () => {
  it("says how a visit ended and that it was signed, and opens it", () => {
    const words = entryWords(entry("visit", { outcome: "done", signed: true, rating: "satisfied" }), t);
    expect(words).toMatchObject({ title: "拜访", line: "评价 满意", to: "#/visit/e1" });
    expect(words.tags.map((tag) => tag.words)).toEqual(["已签字"]);
  });

  it("says why a visit was in vain, and marks what was typed in later or at a doubtful hour", () => {
    const words = entryWords(
      entry("visit", { outcome: "closed", entered: "later", clock_doubt_ms: 7_200_000 }),
      t,
    );
    expect(words.line).toBe("关门");
    expect(words.tags.map((tag) => tag.words)).toEqual(["补录", "设备时间有疑问"]);
  });

  it("opens an issue, a planned visit in its week, and nothing for a change", () => {
    expect(entryWords(entry("issue", { content: "断货", closed: false, kind: "problem" }), t)).toMatchObject({
      title: "断货",
      line: "问题",
      to: "#/issue/e1",
    });
    expect(entryWords(entry("planned", { state: "missed" }), t).to).toBe(
      "#/plan/2026-W49?visit=e1&day=2026-11-30",
    );
    expect(entryWords(entry("change", { fields: ["address", "phone"], by: "张静" }), t)).toMatchObject({
      title: "改了 地址、电话",
      line: "张静",
      to: null,
    });
  });

  it("says when the file was opened and a contact was taken out", () => {
    expect(entryWords(entry("change", { noun: "customer", fields: ["code"], made: true }), t).title).toBe(
      "建立档案",
    );
    expect(entryWords(entry("change", { noun: "contact", fields: [], deleted: true }), t).title).toBe(
      "删除联系人",
    );
  });

  it("invents nothing where a detail did not come", () => {
    expect(entryWords(entry("visit", {}), t)).toMatchObject({ title: "拜访", line: "", tags: [] });
    expect(entryWords(entry("photo", {}), t).title).toBe("照片");
  });
});
