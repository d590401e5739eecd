import { QueryClientProvider } from "@tanstack/react-query";
import { act, configure, fireEvent, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { makeQueryClient } from "../../app/data";
import { href, navigate } from "../../app/router";
import { StatusContext } from "../../app/status";
import { toast } from "../../app/toast";
import type { VisitScreen } from "../../ipc/types/VisitScreen";
import VisitRoute from ".";
import { Core, EMPTY, STATUS, someScreen } from "./testing";

// Looking up the style of every button on a page of a hundred takes jsdom seconds.
configure({ defaultHidden: true });
vi.setConfig({ testTimeout: 20_000 });

// What jsdom leaves out and the pad needs: a canvas with a size and something to draw on.
const PEN = new Proxy({}, { get: () => () => undefined, set: () => true });
HTMLCanvasElement.prototype.getContext = (() => PEN) as never;
Object.defineProperty(HTMLCanvasElement.prototype, "clientWidth", { value: 400 });
Object.defineProperty(HTMLCanvasElement.prototype, "clientHeight", { value: 200 });

// What an open menu asks for; the names here have nothing to escape.
vi.stubGlobal("CSS", { escape: (name: string) => name });

let visits = 0;
let user: ReturnType<typeof userEvent.setup>;

beforeEach(() => {
  standAt(null);
  for (const { id } of toast.notes()) toast.close(id);
  user = userEvent.setup();
  location.hash = "";
});

/** The visit on screen over a core that answers; a visit of its own for every test. */
async function shown(change: Partial<VisitScreen> = {}): Promise<Core> {
  visits += 1;
  const core = new Core(someScreen(`visit-${visits}`, change));
  location.hash = href(["visit", core.screen.record.id]);
  render(
    <QueryClientProvider client={makeQueryClient()}>
      <StatusContext value={STATUS}>
        <VisitRoute />
      </StatusContext>
    </QueryClientProvider>,
  );
  await screen.findByRole("heading", { level: 1 });
  return core;
}

const chip = (group: string, name: string) =>
  within(screen.getByRole("group", { name: group })).getByRole("button", { name });

const saved = (core: Core) => vi.waitFor(() => expect(core.drafts().length).toBeGreaterThan(0));

/** A stroke from corner to corner. */
function sign() {
  const pad = screen.getByRole("img", { name: /签名/ });
  // jsdom knows no pointer events: the pad listens to the mouse instead.
  fireEvent.mouseDown(pad, { clientX: 20, clientY: 20, buttons: 1 });
  for (const step of [60, 120, 180]) {
    fireEvent.mouseMove(window, { clientX: 20 + step, clientY: 20 + step / 2, buttons: 1 });
  }
  fireEvent.mouseUp(window, { clientX: 220, clientY: 120, buttons: 0 });
}

const opener = () => screen.getByRole<HTMLButtonElement>("button", { name: "打开" });

/** Down, and not up again. */
const hold = (button: HTMLElement) => fireEvent.keyDown(button, { key: "Enter" });

describe("a plain good visit", () => {
  it("takes at most 12 taps from 开始拜访 to 完成, and invents nothing", async () => {
    // 今日's 开始拜访 is the first.
    let taps = 1;
    const core = await shown();
    const tap = async (button: HTMLElement) => {
      taps += 1;
      await user.click(button);
    };
    await tap(chip("到店情况", "营业"));
    await tap(chip("卷烟销售", "增"));
    await tap(chip("货源满足", "满足"));
    await tap(chip("价格走向", "稳"));
    await tap(chip("宣传", "政策"));
    await tap(chip("下次拜访", "12月7日 周一 上午（建议）"));
    await tap(screen.getByRole("button", { name: "请客户签字" }));
    await tap(await screen.findByRole("button", { name: "满意" }));
    taps += 1;
    sign();
    await tap(screen.getByRole("button", { name: "签好了" }));
    taps += 1;
    hold(await screen.findByRole("button", { name: "按住：完成并去下一家" }));
    await vi.waitFor(() => expect(location.hash).toBe("#/today"), { timeout: 2500 });

    expect(taps).toBeLessThanOrEqual(12);
    expect(core.drafts().at(-1)?.answers).toEqual({
      sales: "up",
      supply: "met",
      price: "steady",
      publicity: ["policy"],
      next_visit_on: "2026-12-07",
      next_visit_part: "morning",
      rating: "satisfied",
    });
    expect(core.last("visit.sign")?.signature).toMatchObject({ kind: "drawn", role: "owner", name: null });
    // What was shown is what is signed: a draft that another window changed has another number.
    expect(core.last("visit.sign")?.revision).toBe(core.screen.check.revision);
    expect(core.last("visit.save")?.revision).toBe(core.screen.check.revision - 1);
  });
});

describe("answers", () => {
  it("reach the core as they are typed, into their own part", async () => {
    const core = await shown();
    await user.type(screen.getByRole("textbox", { name: "意见" }), "来得及时");
    fireEvent.change(screen.getByRole("textbox", { name: "违法烟" }), {
      target: { value: "线索" },
    });
    await vi.waitFor(() => expect(core.drafts().at(-1)?.restricted).toEqual({ illegal_tobacco: "线索" }));
    expect(core.drafts().at(-1)?.answers).toEqual({ opinion: "来得及时" });
    expect(core.drafts().at(-1)?.internal).toEqual({});
  });

  it("of the last visit stand beside their field, and 同上次 takes over one and stays visible", async () => {
    const answers = { sales: "down", stock: "fair" };
    const core = await shown({ last: { id: "before", date: "2026-11-16", answers } });
    expect(screen.getByText("上次 降")).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "卷烟销售 同上次" }));
    await saved(core);
    expect(core.drafts().at(-1)).toMatchObject({ answers: { sales: "down" }, copied: ["sales"] });
    // The mark of this field, and the offer of the other.
    expect(screen.getAllByText("同上次")).toHaveLength(2);
    expect(screen.queryByRole("button", { name: "卷烟销售 同上次" })).toBeNull();
    await user.click(chip("卷烟销售", "平"));
    await vi.waitFor(() => expect(core.drafts().at(-1)?.copied).toEqual([]));
  });

  it("that are the customer's own judgement and words are never taken over", async () => {
    const answers = { rating: "satisfied", opinion: "送货晚", sales: "up" };
    await shown({ last: { id: "before", date: "2026-11-16", answers } });
    const offers = screen.getAllByRole("button", { name: /同上次$/ });
    expect(offers.map((offer) => offer.getAttribute("aria-label"))).toEqual(["卷烟销售 同上次"]);
  });

  it("of the customer come in rows, each with its promise, and a removed row can be brought back", async () => {
    const core = await shown();
    await user.click(screen.getByRole("button", { name: "记一条客户反映" }));
    await user.click(chip("类别", "投诉"));
    await user.type(screen.getByRole("textbox", { name: "内容" }), "送货晚");
    await user.click(chip("承诺答复时间", "明天 20:00 前"));
    await vi.waitFor(() =>
      expect(core.drafts().at(-1)?.answers.feedback).toEqual([
        { kind: "complaint", content: "送货晚", promised_on: "2026-12-01", promised_min: 1200 },
      ]),
    );
    await user.click(screen.getByRole("button", { name: "移除第 1 条" }));
    await vi.waitFor(() => expect(core.drafts().at(-1)?.answers).toEqual({}));
  });

  it("that call for words open their lines", async () => {
    await shown();
    expect(screen.queryByRole("textbox", { name: "陈列 问题及原因" })).toBeNull();
    await user.click(chip("陈列", "待改进"));
    expect(screen.getByRole("textbox", { name: "陈列 问题及原因" })).toBeTruthy();
  });
});

describe("the strip", () => {
  it("says by word how far each station is, and tells when that changes", async () => {
    await shown();
    const strip = screen.getByRole("navigation", { name: "拜访各段" });
    expect(within(strip).getByRole("button", { name: "到店 未填" })).toBeTruthy();
    await user.click(chip("到店情况", "营业"));
    expect(await within(strip).findByRole("button", { name: "到店 已填" })).toBeTruthy();
    expect(within(strip).getByRole("status").textContent).toBe("到店：已填");
  });

  it("leads to a station and its heading", async () => {
    await shown();
    await user.click(screen.getByRole("button", { name: /^约定/ }));
    expect(document.activeElement?.textContent).toBe("下次拜访");
  });
});

describe("a visit in vain", () => {
  it("shortens the page to what matters and ends without a signature", async () => {
    const core = await shown();
    await user.click(chip("到店情况", "关门"));
    expect(screen.queryByRole("group", { name: "卷烟销售" })).toBeNull();
    expect(screen.queryByRole("button", { name: "请客户签字" })).toBeNull();
    await user.type(screen.getByRole("textbox", { name: "情况说明" }), "邻居说去进货");
    await user.click(screen.getByRole("button", { name: "结束（未办成）" }));
    expect(await screen.findByText(/^未办成，客户会重新排进本周/)).toBeTruthy();
    expect(core.drafts().at(-1)).toMatchObject({
      outcome: "closed",
      internal: { goal_note: "邻居说去进货" },
    });
  });

  it("that is put off to another day writes the day where the plan looks for it", async () => {
    const core = await shown();
    await user.click(chip("到店情况", "改约"));
    await user.click(screen.getByRole("button", { name: "结束（未办成）" }));
    expect(screen.getByRole("alert").textContent).toBe("改约要先选好日期，再结束。");
    expect(core.last("visit.finish")).toBeUndefined();
    await user.click(chip("下次拜访", "12月2日 周三"));
    await vi.waitFor(() => expect(core.drafts().at(-1)?.answers).toEqual({ rescheduled_to: "2026-12-02" }));
    expect(core.drafts().at(-1)?.plan_next).toBe(false);
  });
});

/** The device as it answers when it is asked where it is. */
function standAt(answer: ((found: PositionCallback, lost: PositionErrorCallback) => void) | null) {
  Object.defineProperty(navigator, "geolocation", {
    configurable: true,
    value: answer && { getCurrentPosition: answer },
  });
}

describe("the position on arrival", () => {
  it("is asked for once, with its accuracy", async () => {
    const coords = { latitude: 23.1234567, longitude: 113.7654321, accuracy: 24.6 };
    let asked = 0;
    standAt((found) => {
      asked += 1;
      found({ coords } as GeolocationPosition);
    });
    const core = await shown();
    expect(await screen.findByText("已定位，误差 25 米内 · 离客户位置 40 米")).toBeTruthy();
    expect(core.last("visit.arrived")?.position).toEqual({
      lat_e7: 231234567,
      lng_e7: 1137654321,
      accuracy_m: 25,
      datum: "wgs84",
    });
    expect(asked).toBe(1);
  });

  it("that is refused is told in one line and holds nothing up", async () => {
    standAt((_, lost) => lost({} as GeolocationPositionError));
    const core = await shown();
    expect(screen.getByText("没有定位，不影响记录")).toBeTruthy();
    await user.click(chip("到店情况", "营业"));
    await saved(core);
    expect(core.drafts().at(-1)?.outcome).toBe("done");
  });

  it("is not asked for again in the middle of a visit", async () => {
    let asked = 0;
    standAt(() => {
      asked += 1;
    });
    await shown({ draft: { ...EMPTY, outcome: "done" } });
    expect(asked).toBe(0);
  });
});

describe("photos", () => {
  it("are added to the visit, and a removed one can be brought back", async () => {
    const core = await shown();
    const file = new File([], "a.jpg", { type: "image/jpeg" });
    // jsdom's files cannot be read this way.
    file.arrayBuffer = async () => new Uint8Array([1, 2, 3]).buffer;
    await user.upload(screen.getByLabelText("拍门头"), file);
    await user.click(await screen.findByRole("button", { name: /^移除 门头/ }));
    expect(core.last("photo.add")).toMatchObject({
      visit_record_id: core.screen.record.id,
      kind: "shopfront",
      // Where the picture cannot be used, the sentence names it.
      file_name: "a.jpg",
    });
    await vi.waitFor(() => expect(toast.notes().at(-1)?.action?.label).toBe("撤销"));
    toast.notes().at(-1)?.action?.run();
    await vi.waitFor(() => expect(core.last("change.undo")).toEqual({ tx_id: "tx-1" }));
  });

  it("of a hundred megabytes are refused before they are read", async () => {
    const core = await shown();
    const file = new File([], "a.jpg", { type: "image/jpeg" });
    Object.defineProperty(file, "size", { value: 100 * 1024 * 1024 });
    await user.upload(screen.getByLabelText("拍货架"), file);
    expect(toast.notes().at(-1)?.error?.code).toBe("file_too_large");
    expect(core.last("photo.add")).toBeUndefined();
  });
});

describe("before a signature", () => {
  it("what is missing is said and shown", async () => {
    await shown();
    await user.click(screen.getByRole("button", { name: "请客户签字" }));
    expect(await screen.findByRole("alert")).toBeTruthy();
    expect(screen.getAllByText(/请先选择到店情况/).length).toBeGreaterThan(0);
    expect(screen.queryByRole("button", { name: "签好了" })).toBeNull();
  });

  it("in an absent owner's shop, whoever received is named first", async () => {
    await shown({ draft: { ...EMPTY, outcome: "owner_absent" } });
    await user.click(screen.getByRole("button", { name: "请接待人签字" }));
    expect(screen.getByRole("alert").textContent).toBe("请接待人签字前，先写接待人的姓名。");
    await user.type(screen.getByRole("textbox", { name: "接待人" }), "小王");
    expect(screen.queryByRole("alert")).toBeNull();
    await user.click(screen.getByRole("button", { name: "请接待人签字" }));
    expect(await screen.findByRole("button", { name: "签好了" })).toBeTruthy();
  });

  it("small wishes stay hidden until they are asked for", async () => {
    await shown();
    expect(screen.queryByText("孩子中考")).toBeNull();
    await user.click(screen.getByRole("button", { name: "备忘" }));
    expect(screen.getByText("孩子中考")).toBeTruthy();
  });
});

describe("signing", () => {
  const signing = { draft: { ...EMPTY, outcome: "done" as const, signing: true } };

  it("is where a restart comes back to, with what was drawn so far", async () => {
    const strokes = { width: 4000, height: 2000, strokes: [[{ x: 10, y: 10 }]] };
    await shown({ draft: { ...signing.draft, strokes } });
    expect(screen.getByRole("img", { name: "签名，已写 1 笔" })).toBeTruthy();
  });

  it("shows nothing of the notes, and neither links nor the back gesture lead away", async () => {
    const core = await shown({
      draft: { ...signing.draft, internal: { wishes: "不能看" }, restricted: { illegal_tobacco: "不能看" } },
    });
    expect(screen.queryByText(/不能看|内部记录|孩子中考/)).toBeNull();
    expect(screen.queryByRole("link")).toBeNull();
    const here = location.hash;
    act(() => navigate(href(["customer"])));
    expect(location.hash).toBe(here);
    location.hash = "#/today";
    await vi.waitFor(() => expect(location.hash).toBe(here));
    await user.keyboard("{Escape}");
    expect(screen.getByRole("button", { name: "签好了" })).toBeTruthy();
    expect(core.screen.record.state).toBe("open");
  });

  it("opens for the manager who holds the button, by finger or by key, and not for a tap", async () => {
    await shown(signing);
    const button = screen.getByRole("button", { name: "客户经理按住返回" });
    await user.click(button);
    expect(screen.getByRole("button", { name: "签好了" })).toBeTruthy();
    fireEvent.keyDown(button, { key: " " });
    expect(await screen.findByRole("button", { name: "请客户签字" }, { timeout: 2500 })).toBeTruthy();
  });

  it("opens without holding too, in two steps, and not in one", async () => {
    await shown(signing);
    await user.click(screen.getByRole("button", { name: "客户经理按住返回" }));
    expect(opener().disabled).toBe(true);
    await user.click(screen.getByRole("button", { name: "还在客户手里" }));
    expect(screen.queryByRole("dialog")).toBeNull();
    screen.getByRole("button", { name: "客户经理按住返回" }).focus();
    await user.keyboard("{Enter}");
    await user.click(screen.getByRole("switch", { name: "我是客户经理，设备在我手里" }));
    await user.click(opener());
    expect(await screen.findByRole("button", { name: "请客户签字" })).toBeTruthy();
  });

  it("a signature can be taken back and brought back", async () => {
    await shown(signing);
    sign();
    await user.click(await screen.findByRole("button", { name: "重签" }));
    expect(screen.getByRole("img", { name: "请在这里签名" })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "恢复刚才的签名" }));
    expect(screen.getByRole("img", { name: "签名，已写 1 笔" })).toBeTruthy();
  });

  it("without a stroke says so, and a refusal wants its reason", async () => {
    const core = await shown(signing);
    await user.click(screen.getByRole("button", { name: "签好了" }));
    expect(screen.getByRole("alert").textContent).toContain("看不出笔迹");
    await user.click(screen.getByRole("button", { name: "拒签" }));
    await user.click(screen.getByRole("button", { name: "记为拒签" }));
    expect(screen.getByRole("alert").textContent).toContain("写明原因");
    await user.type(screen.getByRole("textbox", { name: "拒签原因" }), "老板不让签");
    await user.click(screen.getByRole("button", { name: "记为拒签" }));
    expect(await screen.findByRole("heading", { name: "请把设备交还客户经理" })).toBeTruthy();
    expect(core.last("visit.sign")?.signature).toEqual({ kind: "refused", reason: "老板不让签" });
  });

  it("that has nothing to confirm says so, and a correction says of which day", async () => {
    const { check, record } = someScreen("nothing");
    await shown({
      ...signing,
      check: { ...check, shown: [] },
      record: { ...record, id: "n", corrects: "o" },
    });
    expect(screen.getByText("没有记录事项")).toBeTruthy();
    expect(screen.getByText("更正 11月30日 周一 的记录")).toBeTruthy();
  });

  it("ends locked: nothing but the way back, which the manager holds to the record or to 今日", async () => {
    await shown({
      draft: { ...signing.draft, internal: { wishes: "不能看" } },
      next_stop: null,
    });
    sign();
    await user.click(screen.getByRole("button", { name: "签好了" }));
    expect(await screen.findByRole("heading", { name: "已签好，请把设备交还客户经理" })).toBeTruthy();
    expect(screen.getByRole("button", { name: "按住：回到今日" })).toBeTruthy();
    expect(screen.queryByRole("link")).toBeNull();
    expect(screen.queryByText(/不能看|内部记录/)).toBeNull();
    const here = location.hash;
    location.hash = "#/today";
    await vi.waitFor(() => expect(location.hash).toBe(here));
    const toRecord = screen.getByRole("button", { name: "按住：查看记录" });
    await user.click(toRecord);
    expect(screen.queryByText("内部记录（客户看不到）")).toBeNull();
    fireEvent.pointerDown(toRecord);
    expect(await screen.findByText("客户已签字，内容已固定。", {}, { timeout: 2500 })).toBeTruthy();
    act(() => navigate(href(["customer"])));
    expect(location.hash).toBe("#/customer");
  });

  it("is as locked after a restart as before, until the core hears that the device is back", async () => {
    const { record } = someScreen("killed");
    const core = await shown({ record: { ...record, id: "killed", state: "signed" }, in_hand: true });
    expect(screen.getByRole("heading", { name: "请把设备交还客户经理" })).toBeTruthy();
    act(() => navigate(href(["customer"])));
    expect(location.hash).toBe("#/visit/killed");
    hold(screen.getByRole("button", { name: "按住：查看记录" }));
    await vi.waitFor(() => expect(core.last("visit.handed_back")).toEqual({ id: "killed" }), {
      timeout: 2500,
    });
    expect(await screen.findByRole("heading", { name: /中和路便利店/ })).toBeTruthy();
  });

  it("comes back to a refusal with the reason typed so far", async () => {
    const answers = { refusal_reason: "老板说" };
    await shown({ draft: { ...signing.draft, answers } });
    expect(screen.getByRole<HTMLTextAreaElement>("textbox", { name: "拒签原因" }).value).toBe("老板说");
  });

  it("keeps the shape only, unless the switch is on", async () => {
    const core = await shown(signing);
    sign();
    await user.click(screen.getByRole("button", { name: "签好了" }));
    await screen.findByRole("button", { name: "按住：完成并去下一家" });
    const signature = core.last("visit.sign")?.signature as { strokes: { strokes: object[][] } };
    expect(Object.keys(signature.strokes.strokes[0]?.[0] ?? {})).toEqual(["x", "y"]);
  });

  it("in an absent owner's shop is the clerk's, by the name of who received", async () => {
    const answers = { receptionist: "小王" };
    const core = await shown({ draft: { ...EMPTY, outcome: "owner_absent", signing: true, answers } });
    sign();
    await user.click(screen.getByRole("button", { name: "签好了" }));
    await screen.findByRole("button", { name: "按住：完成并去下一家" });
    expect(core.last("visit.sign")?.signature).toMatchObject({ role: "clerk", name: "小王" });
  });
});

describe("an ended visit", () => {
  const state = { state: "signed" as const, outcome: "done" as const };
  const record = { ...someScreen("ended").record, ...state };
  const draft = { ...EMPTY, outcome: "done" as const, answers: { sales: "up" }, copied: ["sales"] };

  it("is read, not written: untouched fields say 未了解, and copied ones 同上次", async () => {
    await shown({ record: { ...record, id: "read" }, draft });
    expect(screen.queryByRole("group", { name: "卷烟销售" })).toBeNull();
    expect(screen.getAllByText("未了解").length).toBeGreaterThan(5);
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
