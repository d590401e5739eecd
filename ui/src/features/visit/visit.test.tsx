import { fireEvent, screen, within } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { toast } from "../../app/toast";
import type { Section } from "../../ipc/types/Section";
import { someBulletin } from "../../parts/testing";
import { EMPTY, LAYOUT } from "./testing";
import { chip, hold, lockedAndOpened, saved, shown, sign, standAt, user } from "./testing-page";

const opinion = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: "意见" });

const toTell = () => screen.getByText("要告知").parentElement?.textContent;

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
    await vi.waitFor(() => expect(location.hash).toBe("#/today?stop=next"), { timeout: 2500 });

    // Who was rated is not asked again.
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

  it("are the core's own after a lock, except for what it has not taken yet", async () => {
    const core = await shown();
    await user.type(opinion(), "来得及时");
    await vi.waitFor(() => expect(core.drafts().at(-1)?.answers).toEqual({ opinion: "来得及时" }));
    core.screen = { ...core.screen, draft: { ...EMPTY, answers: { opinion: "总部的" } } };
    await lockedAndOpened();
    expect(opinion().value).toBe("总部的");
    core.fails.set("visit.save", "disk_full");
    await user.type(opinion(), "，还差一箱");
    await vi.waitFor(() => expect(core.drafts().at(-1)?.answers).toEqual({ opinion: "总部的，还差一箱" }));
    await lockedAndOpened();
    expect(opinion().value).toBe("总部的，还差一箱");
    core.fails.clear();
    await vi.waitFor(() => expect(core.screen.draft.answers).toEqual({ opinion: "总部的，还差一箱" }), {
      timeout: 5000,
    });
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

  it("that were begun and left blank are dropped, and nothing is laid over what the customer reads", async () => {
    const core = await shown();
    await user.click(chip("到店情况", "营业"));
    await user.click(screen.getByRole("button", { name: "记一条客户反映" }));
    await user.click(screen.getByRole("button", { name: "请客户签字" }));
    await screen.findByRole("button", { name: "签好了" });
    await vi.waitFor(() => expect(core.drafts().at(-1)?.answers.feedback).toBeUndefined());
    expect(toast.notes()).toEqual([]);
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

describe("a bulletin", () => {
  const bulletins = [
    { bulletin: someBulletin("1"), told_on: null },
    { bulletin: someBulletin("2", { report_number: "沪烟备12" }), told_on: "2026-11-20" },
  ];

  it("is told by its own tap alone, and a second tap takes that back", async () => {
    const core = await shown({ bulletins });
    expect(chip("货源 1", "已告知").getAttribute("aria-pressed")).toBe("false");
    await user.click(chip("宣传", "货源"));
    await vi.waitFor(() => expect(core.drafts().at(-1)?.answers).toEqual({ publicity: ["supply"] }));
    expect(core.drafts().at(-1)?.told).toEqual([]);
    await user.click(chip("货源 2", "已告知"));
    await vi.waitFor(() => expect(core.drafts().at(-1)?.told).toEqual(["2"]));
    await user.click(chip("货源 2", "已告知"));
    await vi.waitFor(() => expect(core.drafts().at(-1)?.told).toEqual([]));
  });

  it("that was told is marked so among what is to be told", async () => {
    await shown({ bulletins: [{ bulletin: someBulletin("1"), told_on: null }] });
    expect(toTell()).toBe("要告知货源 1");
    await user.click(chip("货源 1", "已告知"));
    expect(toTell()).toBe("要告知货源 1已告知");
  });

  it("says when this customer was told before, and opens to be read", async () => {
    await shown({ bulletins });
    expect(screen.getByText(/11月20日.*告知过/)).toBeTruthy();
    await user.click(screen.getByRole("button", { name: /^货源 2/ }));
    const dialog = within(screen.getByRole("dialog"));
    expect(dialog.getByText("按需订货")).toBeTruthy();
    expect(dialog.getByText("仅供持证零售户")).toBeTruthy();
    expect(dialog.getByText(/备案号 沪烟备12/)).toBeTruthy();
  });

  it("ticked before somebody tapped 关门 is no part of a visit in which nobody was met", async () => {
    const core = await shown({ bulletins });
    await user.click(chip("货源 1", "已告知"));
    await user.click(chip("到店情况", "关门"));
    await user.click(screen.getByRole("button", { name: "结束（未办成）" }));
    await vi.waitFor(() => expect(core.last("visit.finish")).toBeTruthy());
    expect(core.drafts().at(-1)?.told).toEqual([]);
  });
});

it("a section that the unit has added to its form is asked with 了解, under its own name", async () => {
  const label = { zh: "客流", en: "Footfall" };
  const market: Section = {
    key: "market",
    title: { zh: "市场", en: "Market" },
    part: "signed",
    rows: [{ label, fields: [{ field: "footfall", label, input: "text", blank_mm: 0 }] }],
  };
  const sections = [...LAYOUT.sections.slice(0, 4), market, ...LAYOUT.sections.slice(4)];
  const core = await shown({ layout: { ...LAYOUT, sections } });
  expect(screen.getByRole("heading", { name: "市场" }).closest("[data-station]")).toHaveProperty(
    "dataset.station",
    "information",
  );
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  await user.type(screen.getByRole("textbox", { name: "客流" }), "学生多");
  await vi.waitFor(() => expect(core.drafts().at(-1)?.answers).toEqual({ footfall: "学生多" }));
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

  it("leaves behind what was written before anybody knew that nobody would be met", async () => {
    const answers = { opinion: "送货晚", sales: "up", feedback: [{ kind: "complaint", content: "缺货" }] };
    const core = await shown({ draft: { ...EMPTY, outcome: "owner_absent", answers } });
    await user.click(chip("到店情况", "关门"));
    await user.click(screen.getByRole("button", { name: "结束（未办成）" }));
    await vi.waitFor(() => expect(core.last("visit.finish")).toBeTruthy());
    expect(core.drafts().at(-1)?.answers).toEqual({});
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

  it("may be chosen where the camera gives none, with a word about the camera", async () => {
    const core = await shown();
    expect(screen.queryByText(/允许巡访使用相机/)).toBeNull();
    fireEvent(screen.getByLabelText("拍门头"), new Event("cancel", { bubbles: true }));
    expect(screen.getByText(/允许巡访使用相机/)).toBeTruthy();
    const chooser = screen.getByLabelText<HTMLInputElement>("选一张门头照片");
    expect(chooser.hasAttribute("capture")).toBe(false);
    const file = new File([], "a.jpg", { type: "image/jpeg" });
    file.arrayBuffer = async () => new Uint8Array([1]).buffer;
    await user.upload(chooser, file);
    await vi.waitFor(() => expect(core.last("photo.add")).toMatchObject({ kind: "shopfront" }));
    expect(screen.queryByText(/允许巡访使用相机/)).toBeNull();
  });

  it("that are no pictures are told so without a word of PDF", async () => {
    const core = await shown();
    core.fails.set("photo.add", "not_a_picture");
    const file = new File([], "a.jpg", { type: "image/jpeg" });
    file.arrayBuffer = async () => new Uint8Array([1]).buffer;
    await user.upload(screen.getByLabelText("拍货架"), file);
    await vi.waitFor(() =>
      expect(toast.notes().at(-1)?.text).toBe("“a.jpg”不是照片。请选择 JPG 或 PNG 照片。"),
    );
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
