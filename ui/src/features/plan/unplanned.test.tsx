import { DndContext } from "@dnd-kit/core";
import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { expect, it } from "vitest";
import { Opened } from "../../app/testing";
import { toast } from "../../app/toast";
import { answering } from "../../ipc/testing";
import type { BoardUnplanned } from "../../ipc/types/BoardUnplanned";
import type { CustomerFile } from "../../ipc/types/CustomerFile";
import type { Remedy } from "../../ipc/types/Remedy";
import { someBoard, someCustomer } from "../../parts/testing";
import { Unplanned } from "./unplanned";
import type { PlanActions } from "./use-plan";
import { useRemedy } from "./use-remedy";

const WEDNESDAY = "2026-12-02";

function open(rows: BoardUnplanned[], start = someBoard([["a"], [], []])) {
  const told: string[] = [];
  const tell = (what: string) => {
    told.push(what);
    return Promise.resolve({ step: `of ${what}` });
  };
  const actions = {
    add: (id, date) => tell(`add ${id} ${date}`),
    lock: (id, locked) => tell(`lock ${id} ${locked}`),
    undo: (step) => tell(`undo ${step}`),
  } as PlanActions;
  const asked = answering({
    "travel.doubts": () => [{ customer: someCustomer("y"), doubt: { kind: "missing" } }],
    "customer.get": () => ({ customer: { frequency: null } }) as CustomerFile,
    "customer.set_field": () => ({ tx_id: "tx" }) as CustomerFile,
    "change.undo": () => null,
  });
  const board = { ...start, unplanned: rows };
  function Drawer() {
    const remedy = useRemedy(board, actions);
    return (
      <Unplanned
        board={board}
        actions={actions}
        over={false}
        onRemedy={(row) => void remedy(row)}
        onOpen={() => undefined}
        onClose={() => undefined}
      />
    );
  }
  render(
    <Opened>
      <DndContext>
        <Drawer />
      </DndContext>
    </Opened>,
  );
  return { told, asked };
}

const row = (remedy: Remedy | null): BoardUnplanned => ({
  customer: someCustomer("x"),
  reason: { kind: "no_time", best_date: WEDNESDAY, short_min: 25 },
  remedy,
});

it("a day can be made longer for a customer, and that undone", async () => {
  const user = userEvent.setup();
  const { told } = open([row({ kind: "longer_day", date: WEDNESDAY, minutes: 25 })]);
  expect(screen.getByText("周三（12月2日）延长 25 分钟即可")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "店 x：延长并排入" }));
  await expect.poll(() => toast.notes().at(-1)?.text).toBe("已排入 店 x");
  toast.notes().at(-1)?.action?.run();
  await expect.poll(() => told).toEqual([`add x ${WEDNESDAY}`, `undo of add x ${WEDNESDAY}`]);
});

it("freeing a locked visit and planning are undone together", async () => {
  const user = userEvent.setup();
  const remedy: Remedy = { kind: "unlock", customer_id: "c-w", name: "店 c-w", date: WEDNESDAY };
  const { told } = open([row(remedy)], someBoard([[], [], ["w"]]));
  await user.click(screen.getByRole("button", { name: "店 x：解锁并排入" }));
  await expect.poll(() => told.length).toBe(2);
  await expect.poll(() => toast.notes().at(-1)?.text).toBe("已排入 店 x");
  toast.notes().at(-1)?.action?.run();
  await expect
    .poll(() => told)
    .toEqual(["lock w false", `add x ${WEDNESDAY}`, `undo of add x ${WEDNESDAY}`, "undo of lock w false"]);
});

it("a customer can be seen less often, and that undone", async () => {
  const user = userEvent.setup();
  const { asked } = open([
    row({
      kind: "less_often",
      from: { kind: "half_month" },
      from_times: 1,
      to: { kind: "every_weeks", weeks: 3 },
      to_times: 1,
    }),
  ]);
  expect(screen.getByText("每半月一次改为每 3 周一次即可")).toBeTruthy();
  await user.click(screen.getByRole("button", { name: "店 x：改频率" }));
  await expect.poll(() => toast.notes().at(-1)?.text).toBe("店 x 改为每 3 周一次，下次排计划时生效");
  expect(asked.at(-1)).toMatchObject({
    name: "customer.set_field",
    args: { field: "frequency", value: { window: { kind: "every_weeks", weeks: 3 }, times: 1 } },
  });
  toast.notes().at(-1)?.action?.run();
  await expect.poll(() => asked.at(-1)).toEqual({ name: "change.undo", args: { tx_id: "tx" } });
});

it("what has to be agreed with the customer leads to its file", () => {
  open([
    {
      customer: someCustomer("x"),
      reason: { kind: "no_allowed_day" },
      remedy: { kind: "other_weekday", date: WEDNESDAY, weekday: 3 },
    },
  ]);
  expect(screen.getByRole("link", { name: "去客户档案改" }).getAttribute("href")).toBe("#/customer/x");
});

it("who stands where nobody knows is told, with a link to the list", async () => {
  open([]);
  const link = await screen.findByRole("link", { name: "1 家位置缺失或存疑" });
  expect(link.getAttribute("href")).toBe("#/setting/planning");
});

it("who can wait is not counted among those who press", () => {
  const waits: BoardUnplanned = {
    customer: someCustomer("w"),
    reason: { kind: "postponed", due_by: WEDNESDAY },
    remedy: null,
  };
  open([row(null), waits]);
  expect(screen.getByRole("heading", { name: "应访未安排 1" })).toBeTruthy();
  expect(screen.getByText("可以等等 1")).toBeTruthy();
});
