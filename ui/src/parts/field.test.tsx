import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { Field } from "./field";

function shown(value = "中和路 3 号") {
  const saved: string[] = [];
  const field = (now: string) => <Field label="地址" value={now} onSave={(text) => saved.push(text)} />;
  const { rerender } = render(field(value));
  return {
    saved,
    input: screen.getByLabelText<HTMLInputElement>("地址"),
    change: (now: string) => rerender(field(now)),
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
