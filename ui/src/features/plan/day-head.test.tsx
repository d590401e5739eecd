import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { someBoard } from "../../parts/testing";
import { DayHead } from "./day-head";

const asked: string[] = [];
const [monday] = someBoard([["a", "b", "c"]]).days;

async function openMenu(today: string) {
  asked.length = 0;
  if (!monday) throw new Error("a week has days");
  const visits = monday.visits.map((visit, nth) =>
    nth === 0 ? { ...visit, state: "done" as const } : visit,
  );
  render(
    <DayHead
      day={{ ...monday, visits }}
      today={today}
      onAsk={(what, date) => asked.push(`${what} ${date}`)}
    />,
  );
  await userEvent.click(screen.getByRole("button", { name: /更多操作/ }));
  await screen.findByRole("menu");
}

it("of a day that is over, all that nobody recorded are marked as missed at once", async () => {
  await openMenu("2026-12-01");
  expect(screen.queryByRole("menuitem", { name: "这一天去不了" })).toBeNull();
  await userEvent.click(screen.getByRole("menuitem", { name: "没有记录的 2 家都标为未访" }));
  expect(asked).toEqual(["missed 2026-11-30"]);
});

it("a day that is not over can be lost, and not missed", async () => {
  await openMenu("2026-11-30");
  expect(screen.getByRole("menuitem", { name: "这一天去不了" })).toBeTruthy();
  expect(screen.queryByRole("menuitem", { name: /都标为未访/ })).toBeNull();
});
