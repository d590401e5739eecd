import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { Dialog } from "./dialog";

it("opens with the focus at its text, which keys can scroll, and not on the button that closes it", () => {
  render(
    <Dialog title="周三放不下" onClose={() => undefined}>
      <p>拜访已满</p>
    </Dialog>,
  );
  const focused = document.activeElement;
  expect(focused?.textContent).toBe("拜访已满");
  expect(focused?.getAttribute("tabindex")).toBe("0");
  expect(screen.getByRole("button", { name: "关闭" })).not.toBe(focused);
});
