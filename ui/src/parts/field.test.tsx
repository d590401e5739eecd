import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { Field } from "./field";

function shown(value = "中和路 3 号") {
  const saved: string[] = [];
  const field = (now: string) => <Field label="地址" value={now} onSave={(text) => saved.push(text)} />;
  const { rerender, unmount } = render(field(value));
  return {
    saved,
    input: screen.getByLabelText<HTMLInputElement>("地址"),
    change: (now: string) => rerender(field(now)),
    close: unmount,
  };
}

it("Enter saves, and leaving afterwards does not save again", async () => {
  const { saved, input, change } = shown();
  await userEvent.type(input, "之二{Enter}");
  expect(saved).toEqual(["中和路 3 号之二"]);
  change("中和路 3 号之二");
  await userEvent.tab();
  expect(saved).toHaveLength(1);
});

it("leaving saves what was changed and nothing else", async () => {
  const { saved, input } = shown();
  await userEvent.click(input);
  await userEvent.tab();
  expect(saved).toEqual([]);
  await userEvent.type(input, "  ");
  await userEvent.tab();
  expect(saved).toEqual([]);
  await userEvent.clear(input);
  await userEvent.tab();
  expect(saved).toEqual([""]);
});

it("Escape brings the old text back and saves nothing", async () => {
  const { saved, input } = shown();
  await userEvent.type(input, "之二{Escape}");
  expect(input.value).toBe("中和路 3 号");
  expect(saved).toEqual([]);
});

it("a value that changes elsewhere shows, but not under someone's fingers", async () => {
  const { input, change } = shown();
  change("新街 1 号");
  expect(input.value).toBe("新街 1 号");
  await userEvent.type(input, "甲");
  change("老街 9 号");
  expect(input.value).toBe("新街 1 号甲");
});

it("what stands in a field is saved after a pause, once, while it is still open", () => {
  vi.useFakeTimers();
  try {
    const { saved, input, change } = shown();
    fireEvent.focus(input);
    fireEvent.change(input, { target: { value: "中和路 3 号之二" } });
    vi.advanceTimersByTime(2_000);
    expect(saved).toEqual([]);
    fireEvent.change(input, { target: { value: "中和路 3 号之三" } });
    vi.advanceTimersByTime(2_000);
    expect(saved).toEqual([]);
    vi.advanceTimersByTime(1_000);
    expect(saved).toEqual(["中和路 3 号之三"]);
    change("中和路 3 号之三");
    vi.advanceTimersByTime(10_000);
    expect(saved).toHaveLength(1);
  } finally {
    vi.useRealTimers();
  }
});

it("going back while a field is open saves what stands in it", async () => {
  const { saved, input, close } = shown();
  await userEvent.type(input, "之二");
  close();
  expect(saved).toEqual(["中和路 3 号之二"]);
});

it("closing the window saves what stands in an open field", async () => {
  const { saved, input } = shown();
  await userEvent.type(input, "之二");
  dispatchEvent(new Event("pagehide"));
  expect(saved).toEqual(["中和路 3 号之二"]);
});

it("going back from a field that nobody changed saves nothing", async () => {
  const { saved, input, close } = shown();
  await userEvent.click(input);
  dispatchEvent(new Event("pagehide"));
  close();
  expect(saved).toEqual([]);
});
