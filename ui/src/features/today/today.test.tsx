import { cleanup, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it } from "vitest";
import type { Issue } from "../../ipc/types/Issue";
import type { IssueSummary } from "../../ipc/types/IssueSummary";
import type { Reason } from "../../ipc/types/Reason";
import type { TodayView } from "../../ipc/types/TodayView";
import { type Answers, STATUS, type Told, answering, renderOver, somePage } from "../../parts/core-testing";
import { someBulletin, someCustomer, someIssue } from "../../parts/testing";
import { Toasts } from "../../app/toasts";
import TodayScreen from ".";
import { someRecord, someStop, someToday } from "./testing";

beforeEach(() => {
  location.hash = "#/today";
});

async function shown(view: TodayView, more: Answers = {}): Promise<Told[]> {
  const told = answering({
    "today.get": () => view,
    "today.depart": (departure) => ({ ...view, departure }),
    "visit.put_off": () => ({ today: view, next_on: "2026-12-02", tx_id: "tx-3" }),
    "visit.start": () => ({ record: { id: "new" } }) as never,
    "customer.list": () => somePage([someCustomer("x")]),
    ...more,
  });
  renderOver(
    <>
      <TodayScreen />
      <Toasts />
    </>,
  );
  await screen.findByRole("heading", { level: 1 });
  return told;
}

const said = (told: Told[], name: string) => told.filter((one) => one.name === name).map(({ args }) => args);

describe("a visit", () => {
  it("starts by one tap on the next stop, and its page opens", async () => {
    const told = await shown(someToday([someStop(1, "done"), someStop(2)]));
    await userEvent.click(screen.getByRole("button", { name: "开始拜访 店 c-2" }));
    expect(said(told, "visit.start")).toEqual([{ planned_visit_id: "2", customer_id: null, position: null }]);
    expect(location.hash).toBe("#/visit/new");
  });

  it("that no plan knew starts by two taps", async () => {
    const told = await shown(someToday([someStop(1)]));
    await userEvent.click(screen.getByRole("button", { name: "临时拜访" }));
    await userEvent.click(await screen.findByRole("button", { name: /店 x/ }));
    expect(said(told, "visit.start")).toEqual([{ planned_visit_id: null, customer_id: "x", position: null }]);
  });

  it("begun from the search keeps its place in the plan where it is a stop of today", async () => {
    const stop = someStop(1);
    const told = await shown(someToday([stop]), {
      "customer.list": () => somePage([stop.visit.customer]),
    });
    await userEvent.click(screen.getByRole("button", { name: "临时拜访" }));
    const dialog = screen.getByRole("dialog");
    await userEvent.click(await within(dialog).findByRole("button", { name: /店 c-1/ }));
    expect(said(told, "visit.start")).toEqual([{ planned_visit_id: "1", customer_id: null, position: null }]);
  });

  it("whose customer was seen meanwhile says when", async () => {
    const stop = someStop(1);
    const reasons: Reason[] = [{ kind: "rule", class: "B", window: { kind: "half_month" }, times: 1 }];
    const shownWith = async (seen_since: string | null) => {
      await shown(someToday([{ ...stop, visit: { ...stop.visit, reasons, seen_since } }]));
      const text = document.body.textContent ?? "";
      cleanup();
      return text;
    };
    expect(await shownWith(null)).not.toContain("拜访过");
    expect(await shownWith("2026-11-27")).toContain("已于 11-27 拜访过");
  });

  it("that is open leads back to itself, and no other can be begun meanwhile", async () => {
    const open = someRecord("r", null);
    await shown(someToday([someStop(1, "planned", open), someStop(2)], { open_visit: open }));
    expect(screen.getByRole("link", { name: "继续拜访" }).getAttribute("href")).toBe("#/visit/r");
    expect(screen.queryByRole("button", { name: /^开始拜访/ })).toBeNull();
    expect(screen.queryByRole("button", { name: "临时拜访" })).toBeNull();
    // The stop that would be next says why, unfolded and folded.
    const next = screen.getByRole("button", { name: /^2.*店 c-2/ });
    expect(screen.getByText("先结束当前拜访")).toBeTruthy();
    await userEvent.click(next);
    expect(next.textContent).toContain("先结束当前拜访");
  });
});

const owing = (id: string, more: Partial<Issue> = {}): IssueSummary => ({
  issue: someIssue(id, more),
  customer_name: `店 ${id}`,
  customer_code: id,
  deadlines: [],
  superseded: false,
  superseded_by: null,
});

describe("what falls due", () => {
  it("takes three lines at most, and opens to the rest", async () => {
    await shown(someToday([someStop(1)], { due: ["a", "b", "c", "d", "e"].map((id) => owing(id)) }));
    expect(screen.queryByText("店 d")).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "还有 2 个" }));
    expect(screen.getByText("店 e")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "收起" }));
    expect(screen.queryByText("店 d")).toBeNull();
  });

  it("stands as the core put it, and what is urgent says so in a word, with the call until it was made", async () => {
    const due = [owing("a", { urgent: true }), owing("b", { urgent: true, reported_at: 1 })];
    due.push(owing("f", { urgent: true, resolved_at: 1 }), owing("c"));
    await shown(someToday([someStop(1)], { due }));
    expect(screen.getAllByText(/^店 [abfc]$/).map((name) => name.textContent)).toEqual([
      "店 a",
      "店 b",
      "店 f",
    ]);
    expect(screen.getAllByText("紧急")).toHaveLength(3);
    const calls = screen.getAllByRole("link", { name: "电话汇报" });
    expect(calls.map((call) => call.getAttribute("href"))).toEqual(["#/issue/a?scope=due"]);
  });
});

it("whoever comes from a visit finds the next stop open, with the focus on it", async () => {
  location.hash = "#/today?stop=2";
  await shown(someToday([someStop(1, "done"), someStop(2)]));
  expect(document.activeElement?.textContent).toContain("店 c-2");
  expect(document.activeElement?.getAttribute("aria-expanded")).toBe("true");
});

const putOff = async (more: Answers = {}) => {
  const told = await shown(someToday([someStop(1)]), more);
  await userEvent.click(screen.getByRole("button", { name: "推迟" }));
  const dialog = screen.getByRole("dialog");
  await userEvent.click(within(dialog).getByRole("button", { name: "客户不在" }));
  await userEvent.click(within(dialog).getByRole("button", { name: "推迟这次拜访" }));
  return told;
};

describe("putting off", () => {
  it("asks for a reason, takes a chip and words, and says what happens next", async () => {
    const told = await shown(someToday([someStop(1)]));
    await userEvent.click(screen.getByRole("button", { name: "推迟" }));
    const dialog = screen.getByRole("dialog");
    expect(within(dialog).getByText(/会放回计划/)).toBeTruthy();
    await userEvent.click(within(dialog).getByRole("button", { name: "推迟这次拜访" }));
    expect(within(dialog).getByText("请选一个原因，或写一句。")).toBeTruthy();
    expect(said(told, "visit.put_off")).toEqual([]);
    await userEvent.click(within(dialog).getByRole("button", { name: "客户改约" }));
    await userEvent.type(within(dialog).getByRole("textbox"), "下周再来");
    await userEvent.click(within(dialog).getByRole("button", { name: "推迟这次拜访" }));
    expect(said(told, "visit.put_off")).toEqual([{ planned_visit_id: "1", reason: "客户改约，下周再来" }]);
  });

  it("says to which day it went, and is taken back by one tap", async () => {
    const told = await putOff({ "change.undo": () => null });
    expect(await screen.findByText("店 c-1 已推迟，改排 12月2日 周三")).toBeTruthy();
    await userEvent.click(screen.getByRole("button", { name: "撤销" }));
    expect(said(told, "change.undo")).toEqual([{ tx_id: "tx-3" }]);
    expect(await screen.findByText("已撤销")).toBeTruthy();
  });

  it("says so where the week has no room left", async () => {
    await putOff({ "visit.put_off": () => ({ today: someToday([]), next_on: null, tx_id: "tx-3" }) });
    expect(await screen.findByText(/本周排不下，在计划的“未安排”里/)).toBeTruthy();
  });
});

describe("the check before departure", () => {
  it("keeps what was ticked, and is a quiet line afterwards", async () => {
    const told = await shown(someToday([someStop(1)]));
    await userEvent.click(screen.getByRole("button", { name: "对照清单" }));
    const dialog = screen.getByRole("dialog");
    await userEvent.click(within(dialog).getByRole("button", { name: "签字笔" }));
    await userEvent.click(within(dialog).getByRole("button", { name: "出发" }));
    expect(said(told, "today.depart")).toMatchObject([{ date: "2026-11-30", ticked: ["pen"] }]);
    expect(await screen.findByText(/出发，带了 1\/14 样/)).toBeTruthy();
    expect(screen.queryByRole("button", { name: "出发" })).toBeNull();
  });

  it("is not asked of somebody who is on the way", async () => {
    await shown(someToday([someStop(1, "done"), someStop(2)]));
    expect(screen.queryByText("出发前检查")).toBeNull();
  });
});

it("stops that lie behind fold when they are many, and unfold by a tap", async () => {
  const done = [1, 2, 3, 4].map((order) => someStop(order, "done"));
  await shown(someToday([...done, someStop(5)]));
  expect(screen.queryByText("店 c-1")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: /前面 4 家/ }));
  expect(screen.getByText("店 c-1")).toBeTruthy();
});

it("an unplanned visit that settles a planned one says so", async () => {
  const settled = someRecord("r", "done");
  await shown(
    someToday([someStop(1)], { unplanned: [settled, someRecord("u", "done", { planned: false })] }),
  );
  expect(screen.getAllByText("抵本周计划")).toHaveLength(1);
  expect(screen.getByText("抵本周计划").closest("a")?.textContent).toContain("店 r");
});

it("planned days that passed without a record are named, with the way to their week", async () => {
  await shown({ ...someToday([someStop(1)]), unrecorded_count: 48, unrecorded_week: "2026-W48" });
  const notice = screen.getByText(/48 家没有记录/).closest("li");
  expect(
    within(notice as HTMLElement)
      .getByRole("link")
      .getAttribute("href"),
  ).toBe("#/plan/2026-W48");
});

it("a small wish is seen only on purpose", async () => {
  await shown(someToday([{ ...someStop(1), wishes: "孩子中考" }]));
  expect(screen.getByText("孩子中考").closest("details")?.open).toBe(false);
});

it("a finished day says so, with what is left to tidy", async () => {
  await shown(
    someToday([someStop(1, "done")], { notes_to_tidy: [someRecord("r", "done")], next_day: "2026-12-01" }),
  );
  expect(screen.getByText("今天的拜访都走完了")).toBeTruthy();
  expect(screen.getByRole("link", { name: "店 r" }).getAttribute("href")).toBe("#/visit/r?part=internal");
});

async function over(lock: Partial<typeof STATUS.lock>) {
  answering({ "today.get": () => someToday([someStop(1)]) });
  renderOver(<TodayScreen />, { ...STATUS, lock: { ...STATUS.lock, ...lock } });
  await screen.findByRole("heading", { level: 1 });
}

describe("the offer of a PIN", () => {
  it("comes with headquarters, and can be put off", async () => {
    localStorage.clear();
    await over({ at_hq: true });
    expect(screen.getByRole("link", { name: "设置 PIN" }).getAttribute("href")).toBe("#/setting/security");
    await userEvent.click(screen.getByRole("button", { name: "以后再说" }));
    expect(screen.queryByText("给这台设备设一个 PIN")).toBeNull();
    cleanup();
    await over({ at_hq: true });
    expect(screen.queryByText("给这台设备设一个 PIN")).toBeNull();
  });

  it("does not come before enrolment, where there is one or where headquarters asks for it", async () => {
    localStorage.clear();
    await over({ at_hq: false });
    expect(screen.queryByText("给这台设备设一个 PIN")).toBeNull();
    cleanup();
    await over({ at_hq: true, has_pin: true });
    expect(screen.queryByText("给这台设备设一个 PIN")).toBeNull();
    cleanup();
    await over({ at_hq: true, pin_required: true });
    expect(screen.queryByText("给这台设备设一个 PIN")).toBeNull();
  });
});

describe("服务信息", () => {
  const unread = { bulletin: someBulletin("1"), read_at: null, told: 3 };
  const read = { bulletin: someBulletin("2", { to_tell: false, kind: "key_task" }), read_at: 5, told: 0 };

  it("stands before the round until it is read, and reading it tells headquarters once", async () => {
    const after = someToday([someStop(1)], { bulletins: [{ ...unread, read_at: 9 }, read] });
    const told = await shown(someToday([someStop(1)], { bulletins: [unread, read] }), {
      "bulletin.read": () => after,
    });
    expect(screen.getByText("未读 1")).toBeTruthy();
    expect(screen.queryByText("货源 2")).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: /货源 1.*已告知 3 家/ }));
    expect(within(screen.getByRole("dialog")).getByText("按需订货")).toBeTruthy();
    expect(said(told, "bulletin.read")).toEqual([{ id: "1" }]);
    await userEvent.click(
      within(screen.getByRole("dialog")).getAllByRole("button", { name: "关闭" })[0] as HTMLElement,
    );
    expect(screen.queryByText("未读 1")).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "服务信息 2" }));
    await userEvent.click(screen.getByRole("button", { name: /货源 2.*不向客户告知/ }));
    expect(said(told, "bulletin.read")).toHaveLength(1);
  });

  it("that a customer is still to be told stands at its stop", async () => {
    await shown(someToday([{ ...someStop(1), to_tell: ["货源 1", "新品 2"] }]));
    expect(screen.getByText("要告知").parentElement?.textContent).toBe("要告知 货源 1；新品 2");
  });
});
