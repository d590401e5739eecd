import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import type { ScanItem } from "../../ipc/types/ScanItem";
import { answering, renderOver } from "../../parts/core-testing";
import { Sheets } from "./sheets";

function someItem(state: ScanItem["state"], name: string): ScanItem {
  return {
    id: name,
    state,
    file_name: name,
    page: 1,
    attachment_id: name,
    code: null,
    number: null,
    visit: null,
    planned_date: null,
    planned_name: null,
    at: 0,
  };
}

it("a picture without a sheet is kept, and does not count as a sheet that was found", async () => {
  answering({
    "scan.list": () => [],
    "scan.add": ({ file_name: name }) => {
      const items = [someItem(name === "猫.jpg" ? "unreadable" : "spare", name)];
      return { items, known: 0, unread: [] };
    },
  });
  renderOver(<Sheets />);
  const files = ["猫.jpg", "表.jpg"].map((name) => {
    const file = new File([], name, { type: "image/jpeg" });
    // jsdom's files cannot be read this way.
    file.arrayBuffer = async () => new Uint8Array([1]).buffer;
    return file;
  });
  await userEvent.upload(screen.getByLabelText("选择照片或 PDF"), files);
  expect(await screen.findByText("找到 1 张表")).toBeTruthy();
  expect(screen.getAllByText("没有找到记录表")).toHaveLength(1);
});
