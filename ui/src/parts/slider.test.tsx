import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { Slider } from "./slider";

it("a slider tells its value once, when it is let go", () => {
  const told: number[] = [];
  render(
    <Slider label="少跑路" value={50} shown={(value) => `${value}`} onSave={(value) => told.push(value)} />,
  );
  const range = screen.getByRole("slider", { name: "少跑路" });
  fireEvent.change(range, { target: { value: "60" } });
  fireEvent.change(range, { target: { value: "70" } });
  expect(told).toEqual([]);
  expect(range.getAttribute("aria-valuetext")).toBe("70");
  fireEvent.pointerUp(range);
  expect(told).toEqual([70]);
});

it("a slider brought back to where it was tells nothing", () => {
  const told: number[] = [];
  render(<Slider label="少跑路" value={50} shown={String} onSave={(value) => told.push(value)} />);
  const range = screen.getByRole("slider");
  fireEvent.change(range, { target: { value: "60" } });
  fireEvent.change(range, { target: { value: "50" } });
  fireEvent.keyUp(range, { key: "ArrowLeft" });
  expect(told).toEqual([]);
});
