import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, it } from "vitest";
import { StatusChip } from "../../app/status-chip";
import { Opened, someStatus } from "../../app/testing";
import { toast } from "../../app/toast";
import { Toasts } from "../../app/toasts";
import { type Answers, answering } from "../../ipc/testing";
import type { AppStatus } from "../../ipc/types/AppStatus";
import type { SyncStatus } from "../../ipc/types/SyncStatus";
import { TextContext, textFor } from "../../text";
import Sync from ".";
import { AT, someAside, someConflict, someDone, someSync, someUnsent } from "./testing";

const asRefused = (code: string, detail = {}) => {
  const before = globalThis.fetch;
  return (name: string) => {
    globalThis.fetch = (url, request) =>
      String(url).endsWith(name)
        ? Promise.resolve(Response.json({ code, field: null, detail }, { status: 400 }))
        : before(url, request);
  };
};

beforeEach(() => {
  for (const note of toast.notes()) toast.close(note.id);
});

function opened(hash: string, answers: Answers, change: Partial<AppStatus> = {}) {
  const asked = answering(answers);
  location.hash = hash;
  const status = someStatus(change);
  render(
    <Opened status={status}>
      <StatusChip status={status} here />
      <TextContext value={textFor("zh", "Asia/Shanghai")}>
        <Sync />
      </TextContext>
      <Toasts />
    </Opened>,
  );
  return asked;
}

async function chip(status: Partial<SyncStatus>): Promise<string[]> {
  const app = someStatus();
  answering({ "sync.status": () => someSync(status) });
  const { unmount } = render(
    <Opened status={app}>
      <StatusChip status={app} here={false} />
    </Opened>,
  );
  await waitFor(() => expect(screen.queryByText("本机保存")).toBeNull());
  const lines = [...screen.getByRole("link").querySelectorAll("span > span")].map((line) => line.textContent);
  unmount();
  return lines as string[];
}

it("the chip counts what is reported, waits and is to be settled, and says all only when nothing is left", async () => {
  expect(await chip({})).toEqual(["已上报 312", "待上报 4", "需处理 1"]);
  expect(await chip({ waiting: 0, to_settle: 0 })).toEqual(["全部已上报"]);
  // A picture that is not there yet is not reported.
  expect(await chip({ waiting: 0, waiting_files: 2, to_settle: 0 })).toEqual(["已上报 312", "待上报 2"]);
  expect(await chip({ account: null })).toEqual(["未接入总部"]);
});

it("the chip says what keeps the rest from going", async () => {
  const unreachable = {
    at: AT,
    error: { code: "hq_unreachable", field: null, detail: { cause: "timeout" } } as const,
  };
  expect(await chip({ to_settle: 0, failed: unreachable })).toEqual(["已上报 312", "待上报 4", "离线"]);
  const account = { ...someSync().account, signed_in: false } as SyncStatus["account"];
  expect(await chip({ to_settle: 0, account })).toContain("要登录");
  expect(await chip({ to_settle: 0, running: true })).toContain("正在同步");
});

it("one press syncs while the session lasts, and asks for no password", async () => {
  const asked = opened("#/sync", {
    "sync.status": () => someSync(),
    "sync.run": () => someSync({ waiting: 0, to_settle: 0, set_aside: 0 }),
  });
  const press = await screen.findByRole("button", { name: "立即同步" });
  expect(screen.queryByLabelText("密码")).toBeNull();
  await userEvent.setup().click(press);
  expect(asked).toContainEqual({ name: "sync.run", args: { password: null } });
  expect(await screen.findByText("总部已收到这台设备上的全部内容。")).toBeTruthy();
});

it("an ended session asks for the password, and a wrong one is told and gone", async () => {
  const account = { ...someSync().account, signed_in: false } as SyncStatus["account"];
  const user = userEvent.setup();
  let failed: SyncStatus["failed"] = null;
  const asked = opened("#/sync", {
    "sync.status": () => someSync({ account, failed }),
    "sync.run": () => {
      failed = { at: AT, error: { code: "sign_in_refused", field: null, detail: {} } };
      throw failed.error;
    },
  });
  await user.type(await screen.findByLabelText("密码"), "wrong{Enter}");
  expect(await screen.findByText("工号与密码不符。请重新输入；总部可以核对工号、重设密码。")).toBeTruthy();
  expect(asked).toContainEqual({ name: "sync.run", args: { password: "wrong" } });
  expect((screen.getByLabelText("密码") as HTMLInputElement).value).toBe("");
});

it("the last sync is told with each scope, and a difference says what to do", async () => {
  const scopes = [
    { scope: "organisation", rows: 4, equal: true },
    { scope: "territory-0192", rows: 1812, equal: false },
  ];
  opened("#/sync", { "sync.status": () => someSync({ last: someDone({ equal: false, scopes }) }) });
  expect(await screen.findByText("11月27日 14:05：上报 12 条，接收 30 条，上传照片 3 张。")).toBeTruthy();
  expect(screen.getByText(/和总部不一致。请再同步一次/)).toBeTruthy();
  const [organisation, territory] = screen.getAllByRole("listitem");
  expect(organisation?.textContent).toBe("单位的公共资料4 条一致");
  expect(territory?.textContent).toBe("片区的资料1,812 条不一致");
});

it("visits that came after an erasure are told to be taken without what is personal", async () => {
  opened("#/sync", { "sync.status": () => someSync({ last: someDone({ without_personal: 2 }) }) });
  expect(
    await screen.findByText(/其中 2 次拜访是总部依法抹去客户个人信息之前做的：拜访总部已收下/),
  ).toBeTruthy();
});

it("a running sync says what it does, can be cancelled, and leaves the pages alone", async () => {
  const asked = opened("#/sync", {
    "sync.status": () => someSync({ running: true }),
    "job.cancel": () => null,
  });
  expect(await screen.findByRole("progressbar", { name: "正在连接总部" })).toBeTruthy();
  await userEvent.setup().click(screen.getByRole("button", { name: "取消" }));
  expect(asked).toContainEqual({ name: "job.cancel", args: { job: "sync" } });
  expect(screen.getByRole("tab", { name: /未上报/ })).toBeTruthy();
});

it("a failed sync says when, why and what to do", async () => {
  const failed = {
    at: AT,
    error: { code: "hq_unreachable", field: null, detail: { cause: "name" } } as const,
  };
  opened("#/sync", { "sync.status": () => someSync({ failed }) });
  const told = await screen.findByRole("alert");
  expect(told.textContent).toContain("11月27日 14:05 没有同步完");
  expect(told.textContent).toContain("连不上总部（找不到这个网址）。请检查网络");
});

it("what waits is listed row by row with the reason", async () => {
  opened("#/sync/unsent", {
    "sync.status": () => someSync({ set_aside: 0, to_settle: 0 }),
    "sync.set_aside": () => [],
    "sync.unsent": () => ({
      items: [someUnsent(), someUnsent({ id: "p1", noun: "visit_plan", customer_name: null, operations: 1 })],
      more: 7,
      because: { code: "hq_unreachable", field: null, detail: { cause: "name" } },
    }),
  });
  expect(await screen.findByText(/连不上总部（找不到这个网址）/)).toBeTruthy();
  const rows = screen.getAllByRole("listitem");
  expect(rows[0]?.textContent).toBe("拜访记录 · 顺发超市11月27日 14:05 起 · 3 处改动等待同步");
  expect(rows[1]?.textContent).toContain("拜访计划");
  expect(screen.getByText("另有 7 条没有列出。")).toBeTruthy();
});

it("what was set aside is tried again at once, and given up only after a question", async () => {
  const user = userEvent.setup();
  const asked = opened("#/sync/unsent", {
    "sync.status": () => someSync(),
    "sync.set_aside": () => [someAside()],
    "sync.unsent": () => ({ items: [], more: 0, because: null }),
    "sync.settle": ({ choice }) => (choice === "drop" ? [] : [someAside()]),
  });
  expect(await screen.findByText("客户 · 李记烟酒")).toBeTruthy();
  expect(screen.getByText(/改了：电话、备注/)).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "再试一次" }));
  expect(asked).toContainEqual({
    name: "sync.settle",
    args: { op_seq: 41, choice: "retry", password: null },
  });
  expect(await screen.findByText("总部还是没有采用，请看原因。")).toBeTruthy();
  await user.click(await screen.findByRole("button", { name: "放弃改动" }));
  const question = await screen.findByRole("dialog");
  expect(asked.some(({ args }) => (args as { choice?: string }).choice === "drop")).toBe(false);
  expect(within(question).getByText(/客户 · 李记烟酒 会改回总部的内容/)).toBeTruthy();
  await user.click(within(question).getByRole("button", { name: "放弃改动" }));
  expect(asked).toContainEqual({ name: "sync.settle", args: { op_seq: 41, choice: "drop", password: null } });
  expect(await screen.findByText("没有待上报的内容")).toBeTruthy();
});

it("both values stand side by side with who and when, a tap chooses, and it can be undone", async () => {
  const user = userEvent.setup();
  const asked = opened("#/sync/conflict", {
    "sync.status": () => someSync({ conflicts: 1 }),
    "sync.conflicts": () => [someConflict()],
    "sync.decide": () => ({ tx_id: "t9", left: [] }),
    "change.undo": () => null as never,
  });
  expect(await screen.findByRole("heading", { name: /^电话 ?客户 · 李记烟酒$/ })).toBeTruthy();
  const kept = screen.getByRole("button", { name: /现在用的.*021-5555.*总部 · 11月27日 14:05.*就用这个/ });
  const lost = screen.getByRole("button", {
    name: /没有用上的.*13800000000.*我 · 这台设备 · 11月27日 13:05.*改用这个/,
  });
  expect(kept.parentElement).toBe(lost.parentElement);
  await user.click(lost);
  expect(asked).toContainEqual({ name: "sync.decide", args: { id: "x1", choice: "lost" } });
  expect(await screen.findByText("没有改动冲突")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "撤销" }));
  expect(asked).toContainEqual({ name: "change.undo", args: { tx_id: "t9" } });
});

it("of two main contacts it is said who lost the mark, and in which shop", async () => {
  opened("#/sync/conflict", {
    "sync.status": () => someSync({ conflicts: 1 }),
    "sync.conflicts": () => [
      someConflict({ noun: "contact", row_name: "李明", field: "is_primary", kept: false, lost: true }),
    ],
  });
  expect(await screen.findByRole("heading", { name: /^首要联系人 ?联系人 · 李明 · 李记烟酒$/ })).toBeTruthy();
  expect(screen.getByRole("button", { name: /现在用的.*否/ })).toBeTruthy();
  expect(screen.getByRole("button", { name: /没有用上的.*是/ })).toBeTruthy();
});

it("of one person's two devices each is told from the other", async () => {
  opened(
    "#/sync/conflict",
    {
      "sync.status": () => someSync({ conflicts: 1 }),
      "sync.conflicts": () => [someConflict({ kept_by: "this_device", lost_by: "other_device" })],
    },
    { person: { name: "王芳" } as AppStatus["person"] },
  );
  expect(await screen.findByRole("button", { name: /王芳 · 这台设备 · 11月27日 14:05/ })).toBeTruthy();
  expect(screen.getByRole("button", { name: /王芳 · 另一台设备 · 11月27日 13:05/ })).toBeTruthy();
});

it("another device and a colleague are called by their names where headquarters knows them", async () => {
  const other = { person: "王芳", device: "平板二号" };
  const colleague = { person: "李强", device: "PC-07" };
  opened(
    "#/sync/conflict",
    {
      "sync.status": () => someSync({ conflicts: 1 }),
      "sync.conflicts": () => [
        someConflict({
          kept_by: "colleague",
          kept_from: colleague,
          lost_by: "other_device",
          lost_from: other,
        }),
      ],
    },
    { person: { name: "王芳" } as AppStatus["person"] },
  );
  expect(await screen.findByRole("button", { name: /同事 李强 · 11月27日 14:05/ })).toBeTruthy();
  expect(screen.getByRole("button", { name: /王芳 · 另一台设备“平板二号” · 11月27日 13:05/ })).toBeTruthy();
});

it("enrolment says what becomes of the data, needs all four, and tells how many customers were matched", async () => {
  const user = userEvent.setup();
  let status = someSync({ account: null, last: null });
  const asked = opened("#/sync", {
    "sync.status": () => status,
    "sync.enrol": () => {
      status = someSync();
      return { matched: 187, status };
    },
  });
  expect(await screen.findByText(/按客户编码与总部的对上/)).toBeTruthy();
  const go = screen.getByRole("button", { name: "接入总部" }) as HTMLButtonElement;
  expect(go.disabled).toBe(true);
  await user.type(screen.getByLabelText("总部地址"), "https://hq.example.cn");
  await user.type(screen.getByLabelText("工号"), "1001");
  await user.type(screen.getByLabelText("注册码"), " K7P2-M4QX ");
  await user.type(screen.getByLabelText("密码"), "geheim");
  await user.click(go);
  expect(asked).toContainEqual({
    name: "sync.enrol",
    args: { server: "https://hq.example.cn", user: "1001", code: "K7P2-M4QX", password: "geheim" },
  });
  expect(await screen.findByText("已接入总部，187 家客户按编码对上了。")).toBeTruthy();
  expect(screen.getByRole("button", { name: "立即同步" })).toBeTruthy();
});

it("a refused enrolment says why and keeps what was typed", async () => {
  const user = userEvent.setup();
  opened("#/sync", { "sync.status": () => someSync({ account: null, last: null }) });
  asRefused("code_unknown")("sync.enrol");
  await user.type(await screen.findByLabelText("总部地址"), "https://hq.example.cn");
  await user.type(screen.getByLabelText("工号"), "1001");
  await user.type(screen.getByLabelText("注册码"), "old");
  await user.type(screen.getByLabelText("密码"), "geheim{Enter}");
  expect((await screen.findByRole("alert")).textContent).toContain("注册码无效、已用过或已过期");
  expect((screen.getByLabelText("注册码") as HTMLInputElement).value).toBe("old");
});

it("the demo is never offered to headquarters", async () => {
  const asked = opened("#/sync", {}, { folder: "demo" });
  expect(await screen.findByRole("heading", { name: "演示数据不接总部" })).toBeTruthy();
  expect(asked).toEqual([]);
});

it("a device that a restored headquarters does not know is enrolled once more where it was", async () => {
  const failed = {
    at: AT,
    error: { code: "device_unknown" as const, field: null, detail: {} },
  };
  const account = {
    server: "https://hq.example.cn",
    user: "1001",
    territory_code: "CX03",
    signed_in: false,
    to_follow: false,
  };
  let status = someSync({ account, failed });
  const asked = opened("#/sync", {
    "sync.status": () => status,
    "sync.enrol": () => {
      status = someSync();
      return { matched: 0, status };
    },
  });
  expect((await screen.findByRole("alert")).textContent).toContain("总部没有登记这台设备");
  expect(screen.queryByRole("button", { name: "登录并同步" })).toBeNull();
  await userEvent.type(screen.getByLabelText(/注册码/), "AB12-CD34");
  await userEvent.type(screen.getByLabelText("密码"), "correct horse");
  await userEvent.click(screen.getByRole("button", { name: textFor("zh").sync.enrol.go }));
  const enrol = asked.find(({ name }) => name === "sync.enrol");
  expect(enrol?.args).toMatchObject({ server: "https://hq.example.cn", user: "1001", code: "AB12-CD34" });
  expect(await screen.findByRole("button", { name: textFor("zh").sync.run })).toBeTruthy();
});
