import { render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { Opened, someStatus } from "../../app/testing";
import { answering } from "../../ipc/testing";
import type { AppStatus } from "../../ipc/types/AppStatus";
import { someBoard } from "../../parts/testing";
import { PrintDialog } from "./print-dialog";

const board = someBoard([["a"]]);

function opened(status?: AppStatus) {
  const asked = answering({
    "sheets.print": () => ({ path: "D:\\打印\\计划.pdf", bytes: 9000, pages: 3, left_out: [] }),
    "visit.print": () => ({ path: "D:\\打印\\已签.pdf", bytes: 9000, pages: 2, left_out: [] }),
    "file.open": () => null,
  });
  render(
    <Opened status={status}>
      <PrintDialog board={board} onClose={() => undefined} />
    </Opened>,
  );
  return { asked };
}

it("what is printed is single-sided until 双面打印 is on, and then the core hears so", async () => {
  const { asked } = opened();
  const duplex = () => asked.filter(({ name }) => name === "sheets.print").map(({ args }) => args);
  await userEvent.click(screen.getByRole("button", { name: "打印全部三种" }));
  await waitFor(() => expect(duplex()).toMatchObject([{ duplex: false, week: "2026-W49" }]));
  await userEvent.click(screen.getByRole("switch", { name: /双面打印/ }));
  await userEvent.click(screen.getByRole("button", { name: "打印全部三种" }));
  await waitFor(() => expect(duplex()).toMatchObject([{ duplex: false }, { duplex: true }]));
});

it("what nobody has filled in is named with the way there, and printing goes on", async () => {
  const { asked } = opened();
  expect(screen.getByText("还没填单位、客户经理，每张表的表头会空着。")).toBeTruthy();
  expect(screen.getAllByRole("link", { name: "去填写" }).map((link) => link.getAttribute("href"))).toEqual([
    "#/setting/territory",
    "#/setting/print",
  ]);
  await userEvent.click(screen.getByRole("button", { name: "打印全部三种" }));
  await waitFor(() => expect(asked.map(({ name }) => name)).toContain("sheets.print"));
});

it("the supervision phone is asked for only where a handbook page is printed", async () => {
  const { settings } = someStatus();
  opened(someStatus({ settings: { ...settings, supervision_phone: " " } }));
  expect(screen.getByText(/监督电话/)).toBeTruthy();
  await userEvent.click(screen.getByRole("radio", { name: "客户拜访计划表" }));
  expect(screen.queryByText(/监督电话/)).toBeNull();
});

it("filled records of chosen days are printed as they were signed, without blank sheets", async () => {
  const { asked } = opened();
  await userEvent.click(screen.getByRole("radio", { name: "已填写的记录表" }));
  expect(screen.queryByText("备用空白记录表")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: /^周一/ }));
  await userEvent.click(screen.getByRole("button", { name: "打印已填写的记录表" }));
  await waitFor(() =>
    expect(asked.find(({ name }) => name === "visit.print")?.args).toEqual({
      week: "2026-W49",
      dates: ["2026-11-30"],
      full: false,
    }),
  );
});
