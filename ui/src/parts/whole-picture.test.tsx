import { screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { renderOver } from "./core-testing";
import { WholePicture } from "./whole-picture";

const SMALL = "data:image/jpeg;base64,c21hbGw=";
const WHOLE = "data:image/jpeg;base64,d2hvbGU=";

/** Answers for the small version at once, for the whole one when it is told how. */
function pictures(): (reply: Response) => void {
  const waiting: ((reply: Response) => void)[] = [];
  globalThis.fetch = (_, request) => {
    const { args } = JSON.parse(String(request?.body)) as { args: { side?: number } };
    return args.side
      ? Promise.resolve(Response.json({ id: "p", url: SMALL }))
      : new Promise((resolve) => waiting.push(resolve));
  };
  return (reply) => {
    for (const resolve of waiting) resolve(reply);
  };
}

it("the small version stands until the whole picture is here", async () => {
  const come = pictures();
  renderOver(<WholePicture id="p" name="陈列" />);
  expect((await screen.findByRole("img", { name: "陈列" })).getAttribute("src")).toBe(SMALL);
  expect(screen.getByRole("status").textContent).toBe("先看缩略图，原图正在取…");
  come(Response.json({ id: "p", url: WHOLE }));
  await expect.poll(() => screen.getByRole("img").getAttribute("src")).toBe(WHOLE);
  expect(screen.queryByRole("status")).toBeNull();
});

it("a whole picture that cannot be brought leaves the small one, and says why", async () => {
  const come = pictures();
  renderOver(<WholePicture id="p" name="陈列" />);
  await screen.findByRole("status");
  come(Response.json({ code: "unreachable", field: null, detail: {} }, { status: 400 }));
  await expect.poll(() => screen.getByRole("status").textContent).toMatch(/^这是缩略图，原图没取到。/);
  expect(screen.getByRole("img").getAttribute("src")).toBe(SMALL);
});
