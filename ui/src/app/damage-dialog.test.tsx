import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import { expect, it } from "vitest";
import { answering } from "../ipc/testing";
import { Frame } from "./frame";
import { Opened, someStatus } from "./testing";

const LINES = ["11-26 08:00 打开时发现数据文件已损坏。", "请对照纸质表格核对。"];
const status = someStatus({ damage: { found_at: 7, lines: LINES } });

function shown() {
  return render(
    <Opened status={status}>
      <Frame status={status} place="today">
        <p>今日</p>
      </Frame>
    </Opened>,
  );
}

it("damage is told in full, and goes only when somebody has taken note", async () => {
  const asked = answering({ "damage.acknowledge": () => someStatus() });
  shown();
  for (const line of LINES) expect(screen.getByText(line)).toBeTruthy();
  fireEvent.click(screen.getByRole("button", { name: "我知道了" }));
  await waitFor(() => expect(asked).toEqual([{ name: "damage.acknowledge", args: { found_at: 7 } }]));
});

it("a notice that was put off waits at the rail's foot", () => {
  const asked = answering({});
  shown();
  fireEvent.click(screen.getByRole("button", { name: "关闭" }));
  expect(screen.queryByText(LINES[1] as string)).toBeNull();
  fireEvent.click(screen.getByRole("button", { name: /需处理/ }));
  expect(screen.getByText(LINES[1] as string)).toBeTruthy();
  expect(asked).toEqual([]);
});
