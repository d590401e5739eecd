import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { Opened } from "../../app/testing";
import { answering } from "../../ipc/testing";
import { useCostWords } from "./use-cost";

function InHand({ customer, date }: { customer: string | null; date: string | null }) {
  const at = date ? { date, order: 3 } : null;
  return <p>{useCostWords("2026-W49", { visit: null, customer }, at) ?? "—"}</p>;
}

it("a customer dragged out of the drawer shows what a day would cost", async () => {
  const asked = answering({
    "plan.add_cost": ({ date }) => ({
      date: date ?? "",
      order: 1,
      travel_m: 1200,
      travel_min: 6,
      days: [],
      stops: [],
      warnings: [],
    }),
  });
  const { rerender } = render(<InHand customer="c" date={null} />, { wrapper: Opened });
  expect(screen.getByText("—")).toBeTruthy();
  rerender(<InHand customer="c" date="2026-12-01" />);
  expect(await screen.findByText("+1.2 公里，+6 分钟")).toBeTruthy();
  expect(asked.filter(({ name }) => name === "plan.add_cost").map(({ args }) => args)).toEqual([
    { week: "2026-W49", customer_id: "c", date: "2026-12-01" },
  ]);
});
