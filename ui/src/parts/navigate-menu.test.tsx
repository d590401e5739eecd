import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeAll, expect, it } from "vitest";
import { toast } from "../app/toast";
import { answering } from "../ipc/testing";
import { NavigateMenu } from "./navigate-menu";

// The menu is a chunk of its own, which a busy machine reads slowly.
beforeAll(() => import("./menu-body"), 60_000);

it("the map app that is chosen is asked for the way to the customer", async () => {
  const user = userEvent.setup();
  const asked = answering({ "navigate.go": () => null });
  render(<NavigateMenu customerId="c" name="平安便利店" />);
  await user.click(screen.getByRole("button", { name: "导航去 平安便利店" }));
  const items = await screen.findAllByRole("menuitem");
  expect(items.map(({ textContent }) => textContent)).toEqual([
    "高德地图",
    "百度地图",
    "苹果地图",
    "谷歌地图",
  ]);
  await user.click(screen.getByRole("menuitem", { name: "百度地图" }));
  expect(asked).toEqual([{ name: "navigate.go", args: { customer_id: "c", app: "baidu" } }]);
});

it("a device without a map says so", async () => {
  const user = userEvent.setup();
  answering({});
  render(<NavigateMenu customerId="c" name="平安便利店" />);
  await user.click(screen.getByRole("button"));
  await user.click(await screen.findByRole("menuitem", { name: "高德地图" }));
  await expect.poll(() => toast.notes().at(-1)?.error?.code).toBe("unknown_command");
});
