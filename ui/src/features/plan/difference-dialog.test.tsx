import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { Opened } from "../../app/testing";
import { answering } from "../../ipc/testing";
import type { PlanDifference } from "../../ipc/types/PlanDifference";
import type { PlanProposal } from "../../ipc/types/PlanProposal";
import type { PlanSums } from "../../ipc/types/PlanSums";
import { someCustomer } from "../../parts/testing";
import { DifferenceDialog } from "./difference-dialog";

const MONDAY = "2026-11-30";
const TUESDAY = "2026-12-01";

function sums(mondayMin: number, travel_m: number): PlanSums {
  const day = { visits: 6, travel_m, travel_min: 60, working_min: 480, capacity: 12, end_min: 1000 };
  return {
    visits: 12,
    travel_m,
    travel_min: 120,
    visit_min: 300,
    left_out: 0,
    can_wait: 0,
    days: [
      { ...day, date: MONDAY, visit_min: mondayMin - 60 },
      { ...day, date: TUESDAY, visit_min: 240 },
    ],
  };
}

function change(number: number, from: string | null, to: string | null): PlanDifference {
  const place = (date: string | null) => (date ? { date, order: number, arrive_min: 540 } : null);
  return {
    number,
    customer: someCustomer(String(number)),
    from: place(from),
    to: place(to),
    travel_m: -1200,
    travel_min: -6,
    reasons: to ? [{ kind: "town_day", town: "南桥", visits: 5 }] : [],
    left_out: to ? null : { kind: "postponed", due_by: "2026-12-11" },
    remedy: null,
  };
}

const PROPOSAL: PlanProposal = {
  token: "t",
  week: "2026-W49",
  causes: [],
  differences: [change(1, MONDAY, TUESDAY), change(2, MONDAY, TUESDAY), change(3, TUESDAY, null)],
  left: [],
  list_changes: true,
  kept: 9,
  before: sums(400, 50_000),
  after: sums(300, 46_000),
  stopped: false,
};

function open(proposal: PlanProposal) {
  const taken: (number[] | null)[] = [];
  render(
    <DifferenceDialog
      proposal={proposal}
      onAccept={(chosen) => taken.push(chosen)}
      onClose={() => undefined}
    />,
    { wrapper: Opened },
  );
  return taken;
}

it("the figures are those of what is chosen, and tell a day that would be over its most visits", async () => {
  const user = userEvent.setup();
  const [monday, ...others] = PROPOSAL.after.days;
  const days = monday ? [{ ...monday, visits: 13 }, ...others] : [];
  const asked = answering({ "plan.weigh": () => ({ ...sums(380, 48_500), days }) });
  open(PROPOSAL);
  expect(screen.queryByText("超过每天 12 家")).toBeNull();
  await user.click(screen.getByRole("checkbox", { name: /店 2/ }));
  expect(await screen.findByText(/48\.5/)).toBeTruthy();
  expect(screen.getByText("超过每天 12 家")).toBeTruthy();
  expect(asked.filter(({ name }) => name === "plan.weigh").map(({ args }) => args)).toEqual([
    { token: "t", chosen: [1, 3] },
  ]);
});

it("every difference can be refused by its tick, and the rest is taken", async () => {
  const user = userEvent.setup();
  const taken = open(PROPOSAL);
  await user.click(screen.getByRole("checkbox", { name: /店 2/ }));
  await user.click(screen.getByRole("button", { name: "采用所选 2 处" }));
  expect(taken).toEqual([[1, 3]]);
});

it("a group is taken or left as a whole", async () => {
  const user = userEvent.setup();
  const taken = open(PROPOSAL);
  const group = screen.getByRole("group", { name: "周一 → 周二 · 2 家" });
  await user.click(within(group).getByRole("checkbox", { name: /采用全部/ }));
  await user.click(screen.getByRole("button", { name: "采用所选 1 处" }));
  expect(taken).toEqual([[3]]);
});

it("nothing chosen cannot be taken, and everything is taken without naming it", async () => {
  const user = userEvent.setup();
  const taken = open(PROPOSAL);
  await user.click(screen.getByRole("button", { name: "采用新计划" }));
  expect(taken).toEqual([null]);
  for (const name of [/店 1/, /店 2/, /店 3/]) await user.click(screen.getByRole("checkbox", { name }));
  expect(screen.getByRole("button", { name: "采用所选 0 处" }).hasAttribute("disabled")).toBe(true);
});

it("each day's load stands beside what it was, and each change tells why and what it saves", () => {
  open(PROPOSAL);
  expect(screen.getByText("6 小时 40 分 → 5 小时")).toBeTruthy();
  expect(screen.getByText("少 4.0 公里")).toBeTruthy();
  expect(screen.getAllByText("南桥当天共 5 家，一次走完")).toHaveLength(2);
  expect(screen.getAllByText("−1.2 公里，−6 分钟")).toHaveLength(3);
});

it("who finds no place is told with what helps, and the list can be taken where no visit moves", async () => {
  const left: PlanProposal["left"] = [
    {
      customer: someCustomer("7"),
      reason: { kind: "day_full", visits_per_day: 12 },
      remedy: { kind: "more_visits", date: TUESDAY, visits: 13 },
    },
  ];
  const taken = open({ ...PROPOSAL, differences: [], left });
  expect(screen.getByRole("heading", { name: "排不进去 1 家" })).toBeTruthy();
  expect(screen.getByText(/店 7/)).toBeTruthy();
  await userEvent.setup().click(screen.getByRole("button", { name: "更新未安排名单" }));
  expect(taken).toEqual([null]);
});

it("where nothing changes there is nothing to take", () => {
  open({ ...PROPOSAL, differences: [], list_changes: false });
  expect(screen.queryByRole("button", { name: "更新未安排名单" })).toBeNull();
});

it("only those who press are called due and unplanned, and those who can wait are told apart", () => {
  const [before, after] = [PROPOSAL.before, PROPOSAL.after];
  open({ ...PROPOSAL, before: { ...before, can_wait: 125 }, after: { ...after, can_wait: 126 } });
  expect(screen.getByText("125 → 126 家")).toBeTruthy();
  expect(screen.getByText("可以等等")).toBeTruthy();
  expect(screen.queryByText("应访未安排")).toBeNull();
});

it("a repair tells what made it necessary", () => {
  open({ ...PROPOSAL, causes: [{ kind: "missed", customer: someCustomer("9"), date: MONDAY }] });
  expect(screen.getByText("店 9 11月30日 周一未访")).toBeTruthy();
  expect(screen.getByRole("button", { name: "按这样调整" })).toBeTruthy();
});
