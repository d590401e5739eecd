import { render, screen, within } from "@testing-library/react";
import userEvent, { type UserEvent } from "@testing-library/user-event";
import { useState } from "react";
import { beforeEach, describe, expect, it } from "vitest";
import { Opened } from "../../app/testing";
import { answering } from "../../ipc/testing";
import type { MoveCost } from "../../ipc/types/MoveCost";
import type { PlanBoard } from "../../ipc/types/PlanBoard";
import { type Slot, withVisit, withVisitAt } from "./board";
import { someBoard } from "../../parts/testing";
import type { PlanActions } from "./use-plan";
import { WeekBoard } from "./week-board";

/** What the board has told the core. */
let told: string[] = [];

beforeEach(() => {
  told = [];
});

function Held({ start }: { start: PlanBoard }) {
  const [board, setBoard] = useState(start);
  const done = Promise.resolve({ step: null, board });
  const actions: PlanActions = {
    move: (id: string, slot: Slot) => {
      told.push(`move ${id} ${slot.date} ${slot.order}`);
      setBoard((before) => withVisitAt(before, id, slot));
      return done;
    },
    lock: (id, locked) => {
      told.push(`lock ${id} ${locked}`);
      setBoard((before) => withVisit(before, id, { locked }));
      return done;
    },
    moveToDay: () => done,
    add: () => done,
    remove: () => done,
    edit: () => done,
    missDay: () => done,
    undo: () => done,
    redo: () => done,
    finalise: () => done,
    accept: () => done,
    make: () => done,
  };
  return (
    <WeekBoard
      board={board}
      today="2026-11-26"
      actions={actions}
      retiming={new Set()}
      selected={null}
      single={false}
      day="2026-11-30"
      onDay={() => undefined}
      onOpen={(id) => told.push(`open ${id}`)}
      onRemove={(id) => told.push(`remove ${id}`)}
      onPoint={() => undefined}
      onDayAsk={() => undefined}
      side={null}
    />
  );
}

/** What the core says that a move costs. */
function costAt(date: string, order: number): MoveCost {
  return { date, order, travel_m: 1200, travel_min: 6, days: [], stops: [], warnings: [] };
}

function open(start: PlanBoard) {
  answering({ "plan.cost": ({ date, order }) => costAt(date, order ?? 1) });
  render(
    <Opened>
      <Held start={start} />
    </Opened>,
  );
}

/** Past the first day's menu. */
async function toCards(user: UserEvent) {
  await user.tab();
  await user.tab();
}

function cardNames(day: string): string[] {
  const column = screen.getByRole("region", { name: day });
  return within(column)
    .getAllByRole("listitem")
    .map((item) => item.dataset.visit ?? "");
}

const MONDAY = "11月30日 周一";
const TUESDAY = "12月1日 周二";

describe("by keyboard", () => {
  it("a visit is lifted, carried to another day and dropped, with the focus on it", async () => {
    const user = userEvent.setup();
    open(someBoard([["a", "b"], ["c"], []]));
    await toCards(user);
    await user.keyboard(" {ArrowRight}{ArrowDown} ");
    expect(told).toEqual(["move a 2026-12-01 2"]);
    expect(cardNames(TUESDAY)).toEqual(["c", "a"]);
    expect(document.activeElement?.closest("[data-visit]")?.getAttribute("data-visit")).toBe("a");
    expect(screen.getByText("店 c-a 放到12月1日 周二第 2 位")).toBeTruthy();
  });

  it("Escape puts a lifted visit back and tells the core nothing", async () => {
    const user = userEvent.setup();
    open(someBoard([["a", "b"], ["c"], []]));
    await toCards(user);
    await user.keyboard(" {ArrowRight}{Escape}");
    expect(told).toEqual([]);
    expect(cardNames(MONDAY)).toEqual(["a", "b"]);
    expect(document.activeElement?.closest("[data-visit]")?.getAttribute("data-visit")).toBe("a");
  });

  it("a locked visit stays until it is unlocked", async () => {
    const user = userEvent.setup();
    open(withVisit(someBoard([["a", "b"]]), "a", { locked: true }));
    await toCards(user);
    await user.keyboard(" ");
    expect(screen.getByText("已锁定的拜访不会被移动。先解锁再移。")).toBeTruthy();
    await user.keyboard("l {ArrowDown} ");
    expect(told).toEqual(["lock a false", "move a 2026-11-30 2"]);
  });

  it("a lifted visit shows what it costs where it is held", async () => {
    const user = userEvent.setup();
    open(someBoard([["a", "b"], ["c"], []]));
    await toCards(user);
    await user.keyboard(" ");
    expect(screen.queryByText(/^\+1.2/)).toBeNull();
    await user.keyboard("{ArrowRight}");
    expect(await screen.findByText("+1.2 公里，+6 分钟")).toBeTruthy();
    await user.keyboard("{Escape}");
    expect(screen.queryByText("+1.2 公里，+6 分钟")).toBeNull();
  });

  it("the cards of the board are one stop for Tab, and arrows walk in it", async () => {
    const user = userEvent.setup();
    open(someBoard([["a", "b"], ["c"]]));
    await toCards(user);
    await user.keyboard("{ArrowDown}{ArrowRight}{Enter}");
    expect(told).toEqual(["open c"]);
    await user.keyboard("{Delete}");
    expect(told).toEqual(["open c", "remove c"]);
  });
});
