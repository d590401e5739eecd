import { act, fireEvent, screen } from "@testing-library/react";
import { describe, expect, it, vi } from "vitest";
import { href, navigate } from "../../app/router";
import { EMPTY, someScreen } from "./testing";
import { hold, opener, shown, sign, user } from "./testing-page";

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

  it("leads to the pad where it is out of sight, and there asks for what was drawn", async () => {
    const heard: ((seen: { intersectionRatio: number }[]) => void)[] = [];
    const tell = (intersectionRatio: number) => act(() => heard.at(-1)?.([{ intersectionRatio }]));
    vi.stubGlobal(
      "IntersectionObserver",
      class {
        constructor(hear: (seen: { intersectionRatio: number }[]) => void) {
          heard.push(hear);
        }
        observe() {}
        disconnect() {}
      },
    );
    const scrollTo = vi.fn();
    Element.prototype.scrollTo = scrollTo;
    await shown(signing);
    tell(0.2);
    expect(screen.queryByRole("button", { name: "签好了" })).toBeNull();
    await user.click(screen.getByRole("button", { name: "去签字" }));
    expect(scrollTo).toHaveBeenCalledOnce();
    tell(1);
    expect(screen.queryByRole("button", { name: "去签字" })).toBeNull();
    // What is drawn can be handed in from wherever the page stands.
    sign();
    tell(0);
    expect(screen.getByRole("button", { name: "签好了" })).toBeTruthy();
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

  it("that is too short is told, and leaves nothing on the pad for the next one", async () => {
    const core = await shown({ ...signing, draft: { ...signing.draft, answers: { rating: "satisfied" } } });
    core.fails.set("visit.sign", "signature_empty");
    sign();
    await user.click(screen.getByRole("button", { name: "签好了" }));
    expect((await screen.findByRole("alert")).textContent).toContain("看不出笔迹");
    expect(screen.getByRole("img", { name: "请在这里签名" })).toBeTruthy();
    expect(screen.queryByRole("button", { name: "恢复刚才的签名" })).toBeNull();
    await vi.waitFor(() => expect(core.drafts().at(-1)?.strokes).toBeNull());
    core.fails.clear();
    sign();
    await user.click(screen.getByRole("button", { name: "签好了" }));
    await screen.findByRole("button", { name: "按住：完成并去下一家" });
    expect(core.last("visit.sign")?.signature).toHaveProperty("strokes.strokes.length", 1);
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
    await user.click(screen.getByRole("button", { name: "继续" }));
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

  it("without a rating asks for one, once, and sends nothing before the answer", async () => {
    const core = await shown(signing);
    sign();
    await user.click(screen.getByRole("button", { name: "签好了" }));
    expect(screen.getByRole("heading", { name: "还没有服务评价，请客户点一下" })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "补上" }));
    expect(core.last("visit.sign")).toBeUndefined();
    await user.click(screen.getByRole("button", { name: "签好了" }));
    expect(screen.queryByRole("dialog")).toBeNull();
    await vi.waitFor(() => expect(core.last("visit.sign")?.signature).toMatchObject({ kind: "drawn" }));
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
    await user.click(screen.getByRole("button", { name: "继续" }));
    await screen.findByRole("button", { name: "按住：完成并去下一家" });
    const signature = core.last("visit.sign")?.signature as { strokes: { strokes: object[][] } };
    expect(Object.keys(signature.strokes.strokes[0]?.[0] ?? {})).toEqual(["x", "y"]);
  });

  it("in an absent owner's shop is the clerk's, by the name of who received", async () => {
    const answers = { receptionist: "小王" };
    const core = await shown({ draft: { ...EMPTY, outcome: "owner_absent", signing: true, answers } });
    sign();
    await user.click(screen.getByRole("button", { name: "签好了" }));
    await user.click(screen.getByRole("button", { name: "继续" }));
    await screen.findByRole("button", { name: "按住：完成并去下一家" });
    expect(core.last("visit.sign")?.signature).toMatchObject({ role: "clerk", name: "小王" });
  });
});
