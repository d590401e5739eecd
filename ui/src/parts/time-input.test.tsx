import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { TimeInput } from "./time-input";

it("takes a time as it is typed and keeps the old one where it is none", async () => {
  const taken: number[] = [];
  render(<TimeInput label="开始时间" value={510} onChange={(minutes) => taken.push(minutes)} />);
  const input = screen.getByLabelText<HTMLInputElement>("开始时间");
  await userEvent.clear(input);
  await userEvent.type(input, "930");
  await userEvent.tab();
  expect(taken).toEqual([570]);
  await userEvent.clear(input);
  await userEvent.type(input, "99:99");
  await userEvent.tab();
  expect(taken).toEqual([570]);
  expect(input.getAttribute("aria-invalid")).toBe("true");
});
