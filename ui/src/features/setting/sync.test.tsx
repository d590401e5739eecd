import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { Opened } from "../../app/testing";
import { type Answers, answering } from "../../ipc/testing";
import type { SyncStatus } from "../../ipc/types/SyncStatus";
import { SyncSection } from "./sync";

const STATUS: SyncStatus = {
  account: {
    server: "https://hq.example.cn",
    user: "1001",
    territory_code: "CX03",
    signed_in: true,
    to_follow: false,
  },
  reported: 312,
  waiting: 4,
  waiting_files: 2,
  to_settle: 1,
  set_aside: 1,
  conflicts: 0,
  running: false,
  last: null,
  failed: null,
};

function opened(status: SyncStatus, answers: Answers = {}) {
  const asked = answering({
    "sync.status": () => status,
    "settings.save": (settings) => settings,
    "sync.sign_out": () => status,
    ...answers,
  });
  render(
    <Opened>
      <SyncSection />
    </Opened>,
  );
  return asked;
}

it("automatic sync is a switch that is saved", async () => {
  const asked = opened(STATUS);
  await userEvent.setup().click(await screen.findByRole("switch", { name: /自动同步/ }));
  const saved = asked.find(({ name }) => name === "settings.save");
  expect(saved?.args).toMatchObject({ sync_auto: false });
});

it("signing out with something unsent counts it, offers the rescue file, and waits for a yes", async () => {
  const user = userEvent.setup();
  const asked = opened(STATUS, {
    "rescue.export": () => ({ path: "D:\\救援.rounds", bytes: 9, operations: 5, files: 2, missing: 0 }),
  });
  await user.click(await screen.findByRole("button", { name: "退出登录" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(dialog.getByRole("alert").textContent).toContain("有 7 项还没有上报");
  const out = dialog.getByRole("button", { name: "退出登录" }) as HTMLButtonElement;
  expect(out.disabled).toBe(true);
  await user.click(dialog.getByRole("button", { name: "存救援文件" }));
  expect(await dialog.findByText("5 项改动和 2 张照片已存到 D:\\救援.rounds")).toBeTruthy();
  await user.click(dialog.getByRole("switch"));
  await user.click(out);
  expect(asked).toContainEqual({ name: "sync.sign_out", args: { force: true } });
});

it("signing out with nothing unsent asks once and forces nothing", async () => {
  const user = userEvent.setup();
  const asked = opened({ ...STATUS, waiting: 0, waiting_files: 0, set_aside: 0, to_settle: 0 });
  await user.click(await screen.findByRole("button", { name: "退出登录" }));
  const dialog = within(await screen.findByRole("dialog"));
  expect(dialog.queryByRole("alert")).toBeNull();
  await user.click(dialog.getByRole("button", { name: "退出登录" }));
  expect(asked).toContainEqual({ name: "sync.sign_out", args: { force: false } });
});
