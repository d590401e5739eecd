import { screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { EMPTY, someScreen } from "./testing";
import { shown, user } from "./testing-page";

const saying = (label: string) =>
  screen.getAllByText(label).map((at) => at.nextElementSibling?.textContent?.trim());

describe("an ended visit", () => {
  const state = { state: "signed" as const, outcome: "done" as const };
  const record = { ...someScreen("ended").record, ...state };
  const draft = { ...EMPTY, outcome: "done" as const, answers: { sales: "up" }, copied: ["sales"] };

  it("is read, not written: what nobody answered says so in its own words, and copied ones 同上次", async () => {
    await shown({ record: { ...record, id: "read" }, draft });
    expect(screen.queryByRole("group", { name: "卷烟销售" })).toBeNull();
    expect(screen.getAllByText("未了解").length).toBe(5);
    expect(saying("下次拜访")).toContain("未约定");
    expect(saying("意见")).toEqual(["未填"]);
    expect(screen.getAllByText("未约定")).toHaveLength(1);
    expect(screen.getByText("同上次")).toBeTruthy();
  });

  it("in vain tells how it ended, what was seen and what comes next, not what nobody asked", async () => {
    await shown({
      record: { ...record, id: "vain", state: "finished", outcome: "closed" },
      draft: {
        ...EMPTY,
        outcome: "closed",
        internal: { goal_note: "邻居说回老家了" },
        answers: { next_visit_on: "2026-12-07" },
      },
    });
    expect(screen.getByText("12月7日 周一")).toBeTruthy();
    expect(screen.getByRole<HTMLTextAreaElement>("textbox", { name: "情况说明" }).value).toBe(
      "邻居说回老家了",
    );
    expect(screen.queryByText("未了解")).toBeNull();
    expect(screen.queryByText("客户没有提出问题。")).toBeNull();
    expect(screen.queryByText("内部记录（客户看不到）")).toBeNull();
  });

  it("that found a shop out of business says what became of its status, and takes it back", async () => {
    const core = await shown({
      record: { ...record, id: "out", state: "finished", outcome: "out_of_business" },
      draft: { ...EMPTY, outcome: "out_of_business" },
      status_change: { from: "open", to: "suspended", tx_id: "tx-9" },
    });
    expect(screen.getByText("客户状态已改为停业")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "改回营业" }));
    await vi.waitFor(() => expect(core.last("change.undo")).toEqual({ tx_id: "tx-9" }));
  });

  it("is corrected by a record of its own, and only after asking", async () => {
    const core = await shown({ record: { ...record, id: "asks" }, draft });
    await user.click(screen.getByRole("button", { name: "更多" }));
    // The menu's chunk comes with the first press.
    await user.click(await screen.findByRole("menuitem", { name: "更正" }, { timeout: 10_000 }));
    expect(await screen.findByText("更正会新建一份记录，原记录保留。")).toBeTruthy();
    expect(core.last("visit.correct")).toBeUndefined();
    core.fails.set("visit.correct", "not_found");
    await user.click(screen.getByRole("button", { name: "新建更正" }));
    await vi.waitFor(() => expect(core.last("visit.correct")).toEqual({ id: "asks" }));
  });

  it("stays when its correction is given up, and the question says so", async () => {
    await shown({ record: { ...someScreen("fresh").record, id: "fresh", corrects: "older" } });
    await user.click(screen.getByRole("button", { name: "更多" }));
    await user.click(await screen.findByRole("menuitem", { name: "放弃更正" }));
    expect(await screen.findByText(/原记录不变/)).toBeTruthy();
    expect(screen.getByRole("heading", { name: "放弃对中和路便利店这份记录的更正吗？" })).toBeTruthy();
    expect(screen.queryByText(/这次拜访吗/)).toBeNull();
  });

  it("and its correction lead to each other", async () => {
    await shown({ record: { ...record, id: "both", corrects: "older" }, draft, corrected_by: "newer" });
    expect(screen.getByRole("link", { name: "看原记录" }).getAttribute("href")).toBe("#/visit/older");
    expect(screen.getByRole("link", { name: "看更正" }).getAttribute("href")).toBe("#/visit/newer");
    // Only the latest of a chain may be corrected.
    expect(screen.queryByRole("button", { name: "更多" })).toBeNull();
  });

  it("lets its notes be tidied until the day's end, then says that they are locked", async () => {
    const core = await shown({ record: { ...record, id: "notes" }, draft });
    await user.type(screen.getByRole("textbox", { name: "经验" }), "早点去");
    await user.tab();
    await vi.waitFor(() => expect(core.last("visit.internal")?.internal).toEqual({ lessons: "早点去" }));
  });

  it("whose day is over keeps its notes closed", async () => {
    await shown({ record: { ...record, id: "late" }, draft, internal_open: false });
    expect(screen.getByText("已过当天，内部记录已锁定。")).toBeTruthy();
    expect(screen.queryByRole("textbox")).toBeNull();
  });
});
