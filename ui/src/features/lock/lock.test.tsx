import { act, configure, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, onTestFinished, vi } from "vitest";
import { App } from "../../app/app";
import { someStatus } from "../../app/testing";
import { toast } from "../../app/toast";
import { type Answers, answering } from "../../ipc/testing";
import { transport } from "../../ipc/transport";
import type { AppStatus } from "../../ipc/types/AppStatus";
import type { LockView } from "../../ipc/types/LockView";

// The screens are chunks of their own, and the first of them takes a while to come.
configure({ asyncUtilTimeout: 10_000 });
vi.setConfig({ testTimeout: 30_000 });

const OPEN = someStatus().lock;

function withLock(lock: Partial<LockView>, more: Partial<AppStatus> = {}): AppStatus {
  return someStatus({ lock: { ...OPEN, has_pin: true, ...lock }, ...more });
}

/** The app over a core whose lock this is. `pins`: the right one. */
function started(lock: Partial<LockView>, answers: Answers = {}) {
  let status = withLock(lock);
  const asked = answering({
    "app.status": () => status,
    "lock.now": () => (status = withLock({ locked: true })),
    "lock.open": () => (status = withLock({ locked: false })),
    "leave.unsent": () => ({ rows: 0, since: null, files: 0, enrolled: false, output_folder: null }),
    ...answers,
  });
  location.hash = "#/setting/security";
  render(<App />);
  return asked;
}

it("a locked start shows the lock screen and nothing else, and the PIN opens it", async () => {
  const user = userEvent.setup();
  const asked = started({ locked: true });
  expect(await screen.findByRole("heading", { name: "已锁定" })).toBeTruthy();
  expect(screen.queryByRole("navigation")).toBeNull();
  expect(asked.map(({ name }) => name)).toEqual(["app.status"]);
  for (const digit of "4803") await user.click(screen.getByRole("button", { name: digit }));
  await user.keyboard("９7{Backspace}17");
  await user.click(screen.getByRole("button", { name: "退格" }));
  await user.keyboard("7");
  const field = screen.getByLabelText("PIN") as HTMLInputElement;
  expect([field.type, field.value]).toEqual(["password", "4803917"]);
  await user.keyboard("{Enter}");
  expect(await screen.findByRole("heading", { name: "安全" })).toBeTruthy();
  expect(asked).toContainEqual({ name: "lock.open", args: { pin: "4803917" } });
  expect(screen.queryByRole("heading", { name: "已锁定" })).toBeNull();
});

it("a wrong PIN empties the field and says how many tries are left", async () => {
  const user = userEvent.setup();
  answering({ "app.status": () => withLock({ locked: true }) });
  const before = globalThis.fetch;
  globalThis.fetch = (url, request) =>
    String(url).endsWith("lock.open")
      ? Promise.resolve(
          Response.json({ code: "pin_wrong", field: "pin", detail: { left: 3 } }, { status: 400 }),
        )
      : before(url, request);
  render(<App />);
  await screen.findByRole("heading", { name: "已锁定" });
  await user.keyboard("480318{Enter}");
  expect(await screen.findByText(/PIN 不对。还可以马上试 3 次/)).toBeTruthy();
  expect((screen.getByLabelText("PIN") as HTMLInputElement).value).toBe("");
  globalThis.fetch = before;
});

it("while a wait lasts it counts down and takes no digit", async () => {
  const user = userEvent.setup();
  started({ locked: true, wait_s: 62 });
  expect(await screen.findByText(/1 分 2 秒 后可以再试/)).toBeTruthy();
  expect((screen.getByRole("button", { name: "1" }) as HTMLButtonElement).disabled).toBe(true);
  await user.keyboard("48");
  expect((screen.getByLabelText("PIN") as HTMLInputElement).value).toBe("");
  expect(await screen.findByText(/1 分 (0|1) 秒|1 分钟/, undefined, { timeout: 3000 })).toBeTruthy();
});

it("locking hides at once, tells the core what was typed, then locks and forgets, and the same screen comes back", async () => {
  const user = userEvent.setup();
  const asked = started({ locked: false });
  await user.click(await screen.findByRole("button", { name: "修改 PIN" }));
  await user.type(screen.getByLabelText("现在的 PIN"), "4803");
  toast.say("已移到周三");
  await user.keyboard("{Control>}l{/Control}");
  // The core has not been asked yet, and nothing is to be seen any more.
  expect(await screen.findByRole("heading", { name: "已锁定" })).toBeTruthy();
  expect(asked.some(({ name }) => name === "lock.now")).toBe(false);
  expect(
    screen.getByText("设了 PIN，没有它就打不开这台设备上的资料", { exact: false }).checkVisibility?.() ??
      false,
  ).toBe(false);
  await vi.waitFor(() => expect(asked.some(({ name }) => name === "lock.now")).toBe(true), { timeout: 3000 });
  const told = asked.filter(({ name }) => name === "leave.unsent").length;
  // Nothing of the data is left: no element, no note, no answer of the core.
  await vi.waitFor(() => expect(document.querySelector("main")).toBeNull());
  expect(screen.queryByLabelText("现在的 PIN")).toBeNull();
  expect(toast.notes()).toEqual([]);
  await user.keyboard("480317{Enter}");
  expect(await screen.findByRole("button", { name: "修改 PIN" })).toBeTruthy();
  expect(location.hash).toBe("#/setting/security");
  expect(asked.filter(({ name }) => name === "leave.unsent").length).toBeGreaterThan(told);
  expect(screen.queryByRole("heading", { name: "已锁定" })).toBeNull();
});

it("an idle time locks, and a touch puts it off", async () => {
  vi.useFakeTimers({ shouldAdvanceTime: true });
  const asked = started({ locked: false });
  await screen.findByRole("button", { name: "修改 PIN" });
  const locks = () => asked.filter(({ name }) => name === "lock.now").length;
  await act(() => vi.advanceTimersByTimeAsync(4 * 60_000));
  act(() => void dispatchEvent(new Event("pointerdown")));
  await act(() => vi.advanceTimersByTimeAsync(4 * 60_000));
  expect(locks()).toBe(0);
  await act(() => vi.advanceTimersByTimeAsync(70_000));
  expect(locks()).toBe(1);
  vi.useRealTimers();
  await userEvent.setup().type(screen.getByLabelText("PIN"), "480317{Enter}");
  expect(await screen.findByRole("button", { name: "修改 PIN" })).toBeTruthy();
});

it("a core that has locked by itself is believed", async () => {
  let locked = false;
  answering({ "app.status": () => withLock({ locked }) });
  location.hash = "#/setting/security";
  render(<App />);
  await screen.findByRole("button", { name: "修改 PIN" });
  locked = true;
  const before = globalThis.fetch;
  globalThis.fetch = (url, request) =>
    String(url).endsWith("app.status")
      ? before(url, request)
      : Promise.resolve(Response.json({ code: "locked", field: null, detail: {} }, { status: 400 }));
  await userEvent.click(screen.getByRole("radio", { name: "15 分钟" }));
  expect(await screen.findByRole("heading", { name: "已锁定" })).toBeTruthy();
  expect(toast.notes().filter(({ error }) => error?.code === "locked")).toEqual([]);
  globalThis.fetch = before;
});

it("a forgotten PIN leads to headquarters or to the paper, whichever there is", async () => {
  const user = userEvent.setup();
  const asked = started(
    { locked: true, at_hq: true },
    { "lock.ask_hq": () => ({ path: "/data/解锁申请.json", number: "4821 7733" }) },
  );
  await user.click(await screen.findByRole("button", { name: "忘记 PIN" }));
  expect(screen.queryByLabelText("恢复码")).toBeNull();
  await user.click(screen.getByRole("button", { name: "写解锁申请" }));
  expect(await screen.findByText("4821 7733")).toBeTruthy();
  expect(screen.getByText(/解锁申请\.json/)).toBeTruthy();
  const file = screen.getByLabelText("选择解锁文件") as HTMLInputElement;
  expect(file.disabled).toBe(true);
  await user.type(screen.getByLabelText("新 PIN"), "902144");
  await user.type(screen.getByLabelText("再输一次"), "902145");
  expect(screen.getByText("两次输入的不一样，请重新输入。")).toBeTruthy();
  await user.type(screen.getByLabelText("再输一次"), "{Backspace}4");
  expect(file.disabled).toBe(false);
  expect(asked.map(({ name }) => name)).toContain("lock.ask_hq");
});

it("without a way back it says so, and with a missing key there is no pad", async () => {
  const user = userEvent.setup();
  started({ locked: true });
  await user.click(await screen.findByRole("button", { name: "忘记 PIN" }));
  expect(screen.getByText(/谁也打不开它/)).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "返回输入 PIN" }));
  expect(screen.getByLabelText("PIN")).toBeTruthy();
});

it("a missing key is told, and the recovery code opens with a new PIN", async () => {
  const user = userEvent.setup();
  const asked = started(
    { locked: true, key_lost: true, has_pin: false, has_recovery: true },
    { "lock.by_recovery": () => withLock({ locked: false }) },
  );
  expect(await screen.findByRole("heading", { name: "找不到这台设备的密钥" })).toBeTruthy();
  expect(screen.queryByLabelText("PIN")).toBeNull();
  await user.type(screen.getByLabelText("恢复码"), "12345 67890");
  await user.type(screen.getByLabelText("新 PIN"), "902144");
  await user.type(screen.getByLabelText("再输一次"), "902144{Enter}");
  await vi.waitFor(() =>
    expect(asked).toContainEqual({ name: "lock.by_recovery", args: { code: "12345 67890", pin: "902144" } }),
  );
});

it("a recovery code counts once a group of it was read back from the paper", async () => {
  const user = userEvent.setup();
  const asked = started(
    { locked: false },
    {
      "lock.recovery": () => ({ groups: ["50618", "72392", "17425", "33538", "87240", "04459"] }),
      "lock.keep_recovery": () => withLock({ has_recovery: true }),
    },
  );
  await user.click(await screen.findByRole("button", { name: "做一份" }));
  await user.type(screen.getByLabelText("现在的 PIN"), "480317{Enter}");
  expect(await screen.findByText("87240")).toBeTruthy();
  const done = screen.getByRole("button", { name: "抄好了" }) as HTMLButtonElement;
  const read = screen.getByLabelText("抄好后，照纸上输入第 3 组");
  await user.type(read, "17426");
  expect(screen.getByText("和上面的不一样，请对照。")).toBeTruthy();
  expect(done.disabled).toBe(true);
  await user.type(read, "{Backspace}5");
  await user.click(done);
  expect(await screen.findByRole("button", { name: "重新做一份" })).toBeTruthy();
  expect(asked.map(({ name }) => name)).toContain("lock.keep_recovery");
});

it("clearing the device names what is unsent, and waits for a yes and the PIN", async () => {
  const user = userEvent.setup();
  const unsent = { rows: 7, since: Date.UTC(2026, 10, 26), files: 2, enrolled: true, output_folder: null };
  const asked = started(
    { locked: false, at_hq: true },
    {
      "leave.unsent": () => unsent,
      "rescue.export": () => ({ path: "/out/a.rescue", bytes: 9, operations: 12, files: 2, missing: 0 }),
      "leave.wipe": () => someStatus({ folder: "none" }),
    },
  );
  await user.click(await screen.findByRole("button", { name: "清除本机数据" }));
  expect(await screen.findByText(/有 9 项从 .*11月26日.* 起还没有上报/)).toBeTruthy();
  const dialog = screen.getByRole("dialog");
  const remove = screen.getByRole("button", { name: "全部删除" }) as HTMLButtonElement;
  await user.click(within(dialog).getByRole("button", { name: "存救援文件" }));
  expect(await screen.findByText(/12 项改动和 2 张照片已存到/)).toBeTruthy();
  await user.type(screen.getByLabelText("现在的 PIN"), "480317");
  expect(remove.disabled).toBe(true);
  await user.click(screen.getByRole("switch", { name: "我知道，这 9 项会丢失" }));
  await user.click(remove);
  await vi.waitFor(() =>
    expect(asked).toContainEqual({ name: "leave.wipe", args: { pin: "480317", leave_unsent: 9 } }),
  );
});

it("where headquarters asks for a PIN and there is none, one is set before anything goes on", async () => {
  const user = userEvent.setup();
  let lock: Partial<LockView> = { has_pin: false, at_hq: true };
  const core: { changed?: () => void } = {};
  const listening = vi.spyOn(transport, "listen").mockImplementation((event, heard) => {
    if (event === "changed") core.changed = () => heard({ nouns: ["*"] });
    return () => undefined;
  });
  onTestFinished(() => listening.mockRestore());
  const asked = answering({
    "app.status": () => withLock(lock),
    "leave.unsent": () => ({ rows: 0, since: null, files: 0, enrolled: true, output_folder: null }),
    "lock.set_pin": () => withLock((lock = { has_pin: true, at_hq: true, pin_required: true })),
  });
  location.hash = "#/setting/security";
  render(<App />);
  expect(await screen.findByRole("button", { name: "设置 PIN" })).toBeTruthy();
  // A sync has brought the requirement.
  lock = { ...lock, pin_required: true };
  act(() => core.changed?.());
  const demanded = await screen.findByRole("dialog", { name: "总部要求设 PIN" });
  expect(screen.getByText("总部要求这台设备设 PIN，请现在设置。")).toBeTruthy();
  await user.type(within(demanded).getByLabelText("新 PIN"), "480317");
  await user.type(within(demanded).getByLabelText("再输一次"), "480317");
  await user.click(within(demanded).getByRole("button", { name: "设置 PIN" }));
  expect(await screen.findByText("总部要求设 PIN，不能取消。")).toBeTruthy();
  expect(screen.queryByRole("dialog")).toBeNull();
  expect(asked).toContainEqual({ name: "lock.set_pin", args: { pin: "480317", old: null } });
});
