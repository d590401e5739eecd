import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { Opened } from "../../app/testing";
import { answering } from "../../ipc/testing";
import type { PlanOutlook } from "../../ipc/types/PlanOutlook";
import { OutlookPanel } from "./outlook-panel";
import { OutlookStrip } from "./outlook-strip";

const week = (name: string, visits: number) => ({
  week: name,
  visits,
  travel_m: 180_000,
  travel_min: 400,
  visit_min: 1000,
  field_days: 5,
  working_min: 2700,
  left_out: name === "2026-W51" ? 3 : 0,
});

const OUTLOOK: PlanOutlook = {
  week: "2026-W49",
  weeks: [week("2026-W49", 54), week("2026-W50", 52), week("2026-W51", 50)],
  stops: [
    { customer_id: "a", code: "1", name: "顺发超市", class: "A", date: "2026-12-15" },
    { customer_id: "b", code: "2", name: "李记烟酒", class: "B", date: "2026-12-14" },
    { customer_id: "c", code: "3", name: "平安便利店", class: "C", date: "2026-12-08" },
  ],
};

it("the weeks after the planned one are told with how full they are, marked as likely to shift", async () => {
  answering({ "plan.outlook": () => OUTLOOK });
  const opened: (string | null)[] = [];
  render(
    <Opened>
      <OutlookStrip week="2026-W49" open={null} onOpen={(to) => opened.push(to)} />
    </Opened>,
  );
  const buttons = await screen.findAllByRole("button");
  expect(buttons.map(({ textContent }) => textContent)).toEqual([
    "第50周12-07–12-1352 家 · 180 公里 · 占 52%",
    "第51周12-14–12-2050 家 · 180 公里 · 占 52%",
  ]);
  expect(screen.getByText("可能变动")).toBeTruthy();
  await userEvent.setup().click(screen.getByRole("button", { name: /第51周/ }));
  expect(opened).toEqual(["2026-W51"]);
});

it("nothing is shown where nothing is foreseen", async () => {
  const asked = answering({ "plan.outlook": () => ({ week: "2026-W49", weeks: [], stops: [] }) });
  const { container } = render(
    <Opened>
      <OutlookStrip week="2026-W49" open={null} onOpen={() => undefined} />
    </Opened>,
  );
  await expect.poll(() => asked.length).toBe(1);
  expect(container.textContent).toBe("");
});

it("a week opens to its customers by date", async () => {
  answering({ "plan.outlook": () => OUTLOOK });
  render(
    <Opened>
      <OutlookPanel week="2026-W49" ahead="2026-W51" over={false} onClose={() => undefined} />
    </Opened>,
  );
  const side = await screen.findByRole("complementary", { name: "第51周大致这样" });
  const days = await within(side).findAllByRole("heading", { level: 3 });
  expect(days.map(({ textContent }) => textContent)).toEqual(["12月14日 周一1 家", "12月15日 周二1 家"]);
  expect(within(side).getByText("有 3 家到时可能排不下")).toBeTruthy();
  expect(within(side).queryByText("平安便利店")).toBeNull();
});
