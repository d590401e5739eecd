import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { answering } from "../ipc/testing";
import { jobStore } from "./job";
import { JobBar } from "./job-bar";

it("planning tells the best plan so far, and stopping keeps it", async () => {
  const asked = answering({ "job.cancel": () => null });
  render(<JobBar />);
  act(() =>
    jobStore.hear({
      job: "plan",
      done: 3,
      total: 10,
      best: { weeks: 4, visits: 54, travel_m: 182_000 },
      stage: null,
    }),
  );
  expect(screen.getByText("目前最好 4 周合计 54 家 · 182 公里")).toBeTruthy();
  await userEvent.setup().click(screen.getByRole("button", { name: "就用目前的" }));
  expect(asked).toEqual([{ name: "job.cancel", args: { job: "plan" } }]);
  act(() => jobStore.ended("plan"));
  expect(screen.queryByRole("progressbar")).toBeNull();
});
