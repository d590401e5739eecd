import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { Opened } from "../app/testing";
import { answering } from "../ipc/testing";
import type { Settings } from "../ipc/types/Settings";
import { PlanStyleChoice } from "./plan-style";

function open(): () => Settings["planning"][] {
  const asked = answering({ "settings.save": (settings) => settings });
  render(
    <Opened>
      <PlanStyleChoice />
    </Opened>,
  );
  return () => asked.map(({ args }) => (args as Settings).planning);
}

it("a preset is kept as soon as it is chosen", async () => {
  const saved = open();
  await userEvent.setup().click(screen.getByRole("radio", { name: "少跑路" }));
  expect(saved()).toMatchObject([{ style: "less_travel", own: { travel: 50, even: 50, stable: 50 } }]);
});

it("a slider that is moved makes the style one's own, beginning where the preset stood", async () => {
  const saved = open();
  const slider = screen.getByRole("slider", { name: "少变动" });
  expect(slider.getAttribute("aria-valuetext")).toBe("一般");
  fireEvent.change(slider, { target: { value: "90" } });
  fireEvent.pointerUp(slider);
  await expect.poll(() => saved().length).toBe(1);
  expect(saved()).toMatchObject([{ style: "own", own: { travel: 50, even: 50, stable: 90 } }]);
});
