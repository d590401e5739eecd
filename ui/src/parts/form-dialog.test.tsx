import { fireEvent, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { FormDialog } from "./form-dialog";
import { PinField } from "./pin-field";

function shown(ready: boolean, busy = false) {
  const send = vi.fn();
  render(
    <FormDialog
      title="取消 PIN？"
      onClose={() => undefined}
      send="取消 PIN"
      ready={ready}
      busy={busy}
      onSend={send}
    >
      <PinField label="现在的 PIN" value="480317" onChange={() => undefined} autoFocus />
    </FormDialog>,
  );
  return send;
}

it("is sent by Enter in a field, which has the focus at once", async () => {
  const send = shown(true);
  const field = screen.getByLabelText<HTMLInputElement>("现在的 PIN");
  expect(field.hasAttribute("autofocus")).toBe(true);
  expect(document.activeElement).toBe(field);
  expect(field.type).toBe("password");
  await userEvent.keyboard("{Enter}");
  expect(send).toHaveBeenCalledOnce();
});

it("is not sent before it is ready, nor twice", () => {
  for (const send of [shown(false), shown(true, true)]) {
    for (const form of document.querySelectorAll("form")) fireEvent.submit(form);
    expect(send).not.toHaveBeenCalled();
  }
});
