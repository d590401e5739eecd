import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { Opened, someStatus } from "../../app/testing";
import { answering } from "../../ipc/testing";
import type { UnsentView } from "../../ipc/types/UnsentView";
import { Uninstall } from "./uninstall";

function shown(unsent: Partial<UnsentView>, folder: "own" | "demo" = "own") {
  const asked = answering({
    "leave.unsent": () => ({
      rows: 0,
      since: null,
      files: 0,
      enrolled: true,
      output_folder: null,
      ...unsent,
    }),
    "rescue.export": () => ({ path: "/out/a.rescue", bytes: 9, operations: 12, files: 2, missing: 0 }),
  });
  render(
    <Opened status={someStatus({ folder })}>
      <Uninstall />
    </Opened>,
  );
  return asked;
}

it("before uninstalling what is unsent is named, and the rescue file is at hand", async () => {
  const asked = shown({ rows: 7, files: 2, since: Date.UTC(2026, 10, 26) });
  expect((await screen.findByRole("alert")).textContent).toMatch(/有 9 项从 .*11月26日.* 起还没有上报/);
  expect(screen.getByText(/都留在这台设备上/)).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "存救援文件" }));
  expect(asked.map(({ name }) => name)).toContain("rescue.export");
});

it("with everything sent, or nobody to send to, there is no alarm", async () => {
  shown({});
  expect(await screen.findByText("全部内容都已上报到总部。")).toBeTruthy();
  expect(screen.queryByRole("alert")).toBeNull();
  shown({ rows: 7, enrolled: false });
  expect(await screen.findByText(/没有注册到总部，只在这台设备上/)).toBeTruthy();
  expect(screen.queryByRole("alert")).toBeNull();
});

it("the demo has nothing to send", () => {
  const asked = shown({}, "demo");
  expect(screen.getByText(/重新安装后接着用/)).toBeTruthy();
  expect(asked).toEqual([]);
});
