import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { Opened } from "../../app/testing";
import { answering } from "../../parts/core-testing";
import type { MatrixView } from "../../ipc/types/MatrixView";
import { someCustomer } from "../../parts/testing";
import { Apart } from "./apart";
import { Doubts } from "./doubts";
import { Matrix } from "./matrix";
import { Speed } from "./speed";

const MATRIX: MatrixView = {
  file_name: "路程.csv",
  imported_at: Date.UTC(2026, 10, 26, 2, 0),
  places: 200,
  has_start: true,
  has_end: false,
  has_metres: true,
  has_minutes: false,
  gaps: 4,
  without: [someCustomer("x")],
};

it("a matrix tells what it holds and what it lacks, and can be taken out", async () => {
  const told = answering({ "travel.matrix": () => MATRIX, "travel.delete_matrix": () => null });
  render(
    <Opened>
      <Matrix />
    </Opened>,
  );
  expect(await screen.findByText("200 个地点，只有路程，时间按车速算")).toBeTruthy();
  expect(screen.getByText("4 段没有数，按估算")).toBeTruthy();
  expect(screen.getByText(/1 家不在表里，按估算.*店 x/)).toBeTruthy();
  await userEvent.setup().click(screen.getByRole("button", { name: "移除" }));
  expect(told.map(({ name }) => name)).toContain("travel.delete_matrix");
});

it("a matrix that cannot be taken says where it is wrong", async () => {
  answering({
    "travel.matrix": () => null,
    "travel.import_matrix": () => {
      throw {
        code: "matrix_negative",
        field: null,
        detail: { row: 3, column: 7, from: "K1", to: "K2", value: "-4" },
      };
    },
  });
  render(
    <Opened>
      <Matrix />
    </Opened>,
  );
  const file = new File(["min,K1,K2"], "错.csv", { type: "text/csv" });
  // jsdom's files cannot be read by themselves.
  file.arrayBuffer = () => Promise.resolve(new Uint8Array([1]).buffer);
  await userEvent.setup().upload(screen.getByLabelText("选择路程表"), file);
  expect((await screen.findByRole("alert")).textContent).toBe(
    "“错.csv”没有导入：第 3 行第 7 列（K1 到 K2）是负数 -4。请改正。",
  );
});

it("the learnt speed stands with how much taught it", async () => {
  answering({
    "travel.speed": () => ({
      used_m_per_min: 450,
      learns: true,
      learnt_m_per_min: 450,
      observations: 128,
      left_out: 9,
      assumed_m_per_min: 400,
      assumed_counts: 20,
      from: "2026-10-02",
      to: "2026-11-26",
    }),
  });
  render(
    <Opened>
      <Speed />
    </Opened>,
  );
  expect(await screen.findByText("现在按 27 公里/时算")).toBeTruthy();
  expect(
    screen.getByText("学到 27 公里/时，来自 128 段路 · 10月2日至11月26日 · 另有 9 段异常，没有计入"),
  ).toBeTruthy();
});

it("a pair kept apart can be taken out, and taken back", async () => {
  const pair = { id: "p", customer: someCustomer("a"), other: someCustomer("b"), note: "隔河" };
  const told = answering({ "apart.list": () => [pair], "apart.delete": () => [] });
  render(
    <Opened>
      <Apart />
    </Opened>,
  );
  await userEvent.setup().click(await screen.findByRole("button", { name: "删除 店 a 与 店 b" }));
  expect(await screen.findByText("没有不顺路的客户。")).toBeTruthy();
  expect(told.at(-1)).toEqual({ name: "apart.delete", args: { id: "p" } });
});

it("a doubtful position leads to where it is mended", async () => {
  answering({ "travel.doubts": () => [{ customer: someCustomer("a"), doubt: { kind: "far", km: 88 } }] });
  render(
    <Opened>
      <Doubts />
    </Opened>,
  );
  const link = await screen.findByRole("link", { name: /店 a/ });
  expect(link.getAttribute("href")).toBe("#/customer/a/position");
  expect(screen.getByText("离片区中心 88 公里，按没有位置排")).toBeTruthy();
});
