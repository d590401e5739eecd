// Where visits stand on the board: pure, so that a dropped card can appear in place before the core has re-timed the day.
import type { AppError } from "../../ipc/error";
import type { BoardDay } from "../../ipc/types/BoardDay";
import type { BoardUnplanned } from "../../ipc/types/BoardUnplanned";
import type { BoardVisit } from "../../ipc/types/BoardVisit";
import type { MoveCost } from "../../ipc/types/MoveCost";
import type { PlanBoard } from "../../ipc/types/PlanBoard";

/** A place on the board; `order` counts from 1, as the core does. */
export interface Slot {
  date: string;
  order: number;
}

export type Arrow = "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight" | "Home" | "End";

export function isArrow(key: string): key is Arrow {
  return ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"].includes(key);
}

/** Whether visits may be put on the day at all. */
export function holdsVisits(day: BoardDay): boolean {
  return day.working_min > 0;
}

/** A free day without visits is drawn as a thin column. */
export function isThin(day: BoardDay): boolean {
  return !holdsVisits(day) && day.visits.length === 0;
}

export function inOrder(visits: readonly BoardVisit[]): BoardVisit[] {
  return visits.toSorted((a, b) => a.order - b.order);
}

/** Who is due and left out. Those who can wait are in the drawer too, but nobody has to look after them. */
export function pressing(board: PlanBoard): BoardUnplanned[] {
  return board.unplanned.filter(({ reason }) => reason.kind !== "postponed");
}

/** What is wrong with a customer's visits in the week. */
export function warningsOf(board: PlanBoard, customerId: string): AppError[] {
  const own = board.days.flatMap(({ visits }) => visits).filter(({ customer }) => customer.id === customerId);
  return own.flatMap(({ warnings }) => warnings);
}

/** Visits still to be made with which something is wrong: hours, days, the length of the day. */
export function warned(board: PlanBoard): BoardVisit[] {
  const visits = board.days.flatMap((day) => day.visits);
  return visits.filter(({ state, warnings }) => state === "planned" && warnings.length > 0);
}

export function findVisit(board: PlanBoard, id: string): BoardVisit | undefined {
  for (const day of board.days) {
    const visit = day.visits.find((candidate) => candidate.id === id);
    if (visit) return visit;
  }
  return board.removed.find((visit) => visit.id === id);
}

export function slotOf(board: PlanBoard, id: string): Slot | undefined {
  for (const day of board.days) {
    const index = inOrder(day.visits).findIndex((visit) => visit.id === id);
    if (index >= 0) return { date: day.date, order: index + 1 };
  }
  return undefined;
}

export function countVisits(board: PlanBoard): number {
  return board.days.reduce((sum, day) => sum + day.visits.length, 0);
}

function numbered(visits: BoardVisit[]): BoardVisit[] {
  return visits.map((visit, index) => (visit.order === index + 1 ? visit : { ...visit, order: index + 1 }));
}

/** The board with one visit in another place; times are the old ones until the core answers. */
export function withVisitAt(board: PlanBoard, id: string, slot: Slot): PlanBoard {
  const from = slotOf(board, id);
  const visit = findVisit(board, id);
  if (!from || !visit) return board;
  return {
    ...board,
    days: board.days.map((day) => {
      if (day.date !== from.date && day.date !== slot.date) return day;
      const rest = inOrder(day.visits).filter((other) => other.id !== id);
      if (day.date === slot.date) {
        const index = Math.min(Math.max(slot.order - 1, 0), rest.length);
        rest.splice(index, 0, { ...visit, date: slot.date });
      }
      return { ...day, visits: numbered(rest) };
    }),
  };
}

/** The board with the times that the core has worked out for the day of a move while it was only tried. */
export function withTimes(board: PlanBoard, { date, stops }: Pick<MoveCost, "date" | "stops">): PlanBoard {
  const times = new Map(stops.map((stop) => [stop.customer_id, stop]));
  return {
    ...board,
    days: board.days.map((day) => {
      if (day.date !== date) return day;
      const visits = day.visits.map((visit) => {
        const stop = times.get(visit.customer.id);
        return stop ? { ...visit, arrive_min: stop.arrive_min, depart_min: stop.depart_min } : visit;
      });
      return { ...day, visits };
    }),
  };
}

/** The board with one visit changed where it stands. */
export function withVisit(board: PlanBoard, id: string, change: Partial<BoardVisit>): PlanBoard {
  return {
    ...board,
    days: board.days.map((day) =>
      day.visits.some((visit) => visit.id === id)
        ? { ...day, visits: day.visits.map((visit) => (visit.id === id ? { ...visit, ...change } : visit)) }
        : day,
    ),
  };
}

export function withoutVisit(board: PlanBoard, id: string): PlanBoard {
  return {
    ...board,
    days: board.days.map((day) =>
      day.visits.some((visit) => visit.id === id)
        ? { ...day, visits: numbered(inOrder(day.visits).filter((visit) => visit.id !== id)) }
        : day,
    ),
  };
}

/**
 * The place a pointer at height `y` means among cards lying at `spans` (top to bottom, the dragged card's own span
 * left out): before the first card whose middle is below the pointer. Counts from 1.
 */
export function orderAt(spans: readonly { top: number; bottom: number }[], y: number): number {
  const before = spans.findIndex((span) => y < (span.top + span.bottom) / 2);
  return (before < 0 ? spans.length : before) + 1;
}

/** Whether taking the visit to `slot` would change anything. */
export function isSamePlace(from: Slot | undefined, to: Slot): boolean {
  return from !== undefined && from.date === to.date && from.order === to.order;
}

/** Where an arrow takes a lifted visit: up and down within the day, left and right to the next day that holds visits. */
export function steppedSlot(board: PlanBoard, id: string, from: Slot, arrow: Arrow): Slot {
  const others = (date: string) =>
    (board.days.find((day) => day.date === date)?.visits ?? []).filter((visit) => visit.id !== id).length;
  const last = others(from.date) + 1;
  switch (arrow) {
    case "ArrowUp":
      return { ...from, order: Math.max(1, from.order - 1) };
    case "ArrowDown":
      return { ...from, order: Math.min(last, from.order + 1) };
    case "Home":
      return { ...from, order: 1 };
    case "End":
      return { ...from, order: last };
    default: {
      const step = arrow === "ArrowLeft" ? -1 : 1;
      const here = board.days.findIndex((day) => day.date === from.date);
      for (let at = here + step; at >= 0 && at < board.days.length; at += step) {
        const day = board.days[at];
        if (day && holdsVisits(day)) {
          return { date: day.date, order: Math.min(from.order, others(day.date) + 1) };
        }
      }
      return from;
    }
  }
}

/** Which visit the focus goes to when an arrow is pressed on a card that is not lifted. */
export function neighbour(board: PlanBoard, id: string, arrow: Arrow): string | undefined {
  const at = slotOf(board, id);
  if (!at) return undefined;
  const here = board.days.findIndex((day) => day.date === at.date);
  const column = (index: number) => inOrder(board.days[index]?.visits ?? []);
  const own = column(here);
  switch (arrow) {
    case "ArrowUp":
      return own[at.order - 2]?.id;
    case "ArrowDown":
      return own[at.order]?.id;
    case "Home":
      return own[0]?.id;
    case "End":
      return own[own.length - 1]?.id;
    default: {
      const step = arrow === "ArrowLeft" ? -1 : 1;
      for (let index = here + step; index >= 0 && index < board.days.length; index += step) {
        const visits = column(index);
        if (visits.length > 0) return visits[Math.min(at.order, visits.length) - 1]?.id;
      }
      return undefined;
    }
  }
}
