// One handle for all cards of the board. A handle for each would make the library draw every card anew whenever one
// comes or goes.
import { type Active, MouseSensor, TouchSensor, useDraggable } from "@dnd-kit/core";
import type { ComponentProps, RefObject } from "react";

const BOARD = "board";
const CARD = "[data-visit]:not([data-locked]) > button:first-child";

/** Kept apart from any drawing: new options would be a new sensor each time. */
export const MOUSE = { sensor: MouseSensor, options: { activationConstraint: { distance: 6 } } };
/** A finger scrolls; one that rests lifts. */
export const TOUCH = { sensor: TouchSensor, options: { activationConstraint: { delay: 220, tolerance: 8 } } };

/** What hangs under the pointer: a visit by its id and its card, or whatever else can be dragged, by its name. */
export function heldBy(active: Active, event: Event): { id: string; card: HTMLElement | null } {
  if (active.id !== BOARD) return { id: String(active.id), card: null };
  const card = event.target instanceof Element ? event.target.closest<HTMLElement>(CARD) : null;
  return { id: card?.parentElement?.dataset.visit ?? "", card };
}

/** The element in which cards are taken by the pointer; locked ones stay. */
export function Grip({ root, ...rest }: ComponentProps<"div"> & { root: RefObject<HTMLDivElement | null> }) {
  const { listeners, setNodeRef } = useDraggable({ id: BOARD });
  const onCards = Object.fromEntries(
    Object.entries(listeners ?? {}).map(([name, heard]) => [
      name,
      (event: { target: EventTarget }) => {
        if (event.target instanceof Element && event.target.closest(CARD))
          (heard as (of: unknown) => void)(event);
      },
    ]),
  );
  return (
    <div
      {...rest}
      {...onCards}
      ref={(node) => {
        root.current = node;
        setNodeRef(node);
      }}
    />
  );
}
