import {
  DndContext,
  type DragEndEvent,
  type DragMoveEvent,
  DragOverlay,
  type DragStartEvent,
  pointerWithin,
  useSensors,
} from "@dnd-kit/core";
import {
  type KeyboardEvent,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from "react";
import type { CustomerSummary } from "../../ipc/types/CustomerSummary";
import type { PlanBoard } from "../../ipc/types/PlanBoard";
import { Tabs } from "../../parts/tabs";
import { useText } from "../../text";
import { weekdayOf } from "../../text/format";
import {
  type Slot,
  findVisit,
  holdsVisits,
  isArrow,
  isSamePlace,
  isThin,
  neighbour,
  orderAt,
  slotOf,
  steppedSlot,
  withVisitAt,
} from "./board";
import { DayColumn } from "./day-column";
import type { DayAsk } from "./day-head";
import { waitingId } from "./drag-id";
import { Grip, MOUSE, TOUCH, heldBy } from "./grip";
import { useCostWords } from "./use-cost";
import type { PlanActions } from "./use-plan";
import { CardInHand, WaitingInHand } from "./visit-card";
import css from "./week-board.module.css";

interface WeekBoardProps {
  board: PlanBoard;
  today: string;
  actions: PlanActions;
  retiming: ReadonlySet<string>;
  selected: string | null;
  /** One day at a time, with tabs. */
  single: boolean;
  /** The day in sight where there is one at a time. */
  day: string;
  onDay: (date: string) => void;
  onOpen: (id: string) => void;
  onRemove: (id: string) => void;
  onPoint: (date: string | null) => void;
  onDayAsk: (what: DayAsk, date: string) => void;
  /** In place of the day's cards, where there is one day at a time. */
  instead?: ReactNode;
  /** Stands beside the days; visits can be dragged out of it. */
  side: ReactNode;
}

interface Held {
  id: string;
  /** Where its card stood, from which it hangs under the pointer. */
  box: DOMRect | null;
}

interface Lifted {
  id: string;
  from: Slot;
  at: Slot;
}

/** The days as columns. Visits are dragged by pointer or lifted by keyboard; both end in the same move. */
export function WeekBoard(props: WeekBoardProps) {
  const { board, actions, onOpen } = props;
  const t = useText();
  const drag = t.plan.drag;
  const [lifted, setLifted] = useState<Lifted | null>(null);
  const [held, setHeld] = useState<Held | null>(null);
  const dragged = held?.id ?? null;
  const [aim, setAim] = useState<Slot | null>(null);
  const [current, setCurrent] = useState<string | null>(null);
  const [said, setSaid] = useState("");
  const root = useRef<HTMLDivElement>(null);
  const pointer = usePointer(dragged !== null);
  const sensors = useSensors(MOUSE, TOUCH);
  const instructions = useId();

  const here = lifted?.at ?? aim;
  const moves = here !== null && !isSamePlace(slotOf(board, lifted?.id ?? dragged ?? ""), here);
  const tried = lifted?.id ?? dragged;
  const cost = useCostWords(
    board.week,
    {
      visit: moves && tried && findVisit(board, tried) ? tried : null,
      customer: (dragged && waitingOf(board, dragged)?.id) ?? null,
    },
    here,
  );

  const shown = useMemo(() => (lifted ? withVisitAt(board, lifted.id, lifted.at) : board), [board, lifted]);
  const nameOf = (id: string) => findVisit(board, id)?.customer.name ?? waitingOf(board, id)?.name ?? "";
  const focusCard = (id: string) => focusCardIn(root.current, id);

  // A lifted card is drawn anew in another column: the focus goes with it.
  const carried = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (lifted) carried.current = lifted.id;
    if (carried.current) focusCardIn(root.current, carried.current);
    if (!lifted) carried.current = null;
  }, [lifted]);

  // The panel beside takes room: the card it is about stays in sight.
  useEffect(() => {
    if (!props.selected) return;
    const card = root.current?.querySelector(`[data-visit="${props.selected}"]`);
    card?.scrollIntoView({ inline: "nearest", block: "nearest" });
  }, [props.selected]);

  const lock = useCallback((id: string, locked: boolean) => void actions.lock(id, locked), [actions]);

  /** Moves, and says where to. */
  const put = (id: string, from: Slot | undefined, to: Slot) => {
    if (isSamePlace(from, to)) return;
    setSaid(drag.dropped(nameOf(id), t.format.dateDay(to.date), to.order));
    void actions.move(id, to);
  };

  const aimed = ({ over, active, activatorEvent }: DragMoveEvent | DragEndEvent): Slot | null => {
    const day = over && board.days.find((candidate) => candidate.date === over.id);
    const column = day && root.current?.querySelector(`[data-day="${day.date}"]`);
    if (!day || !column) return null;
    const { id } = heldBy(active, activatorEvent);
    const spans = [...column.querySelectorAll<HTMLElement>("[data-visit]")]
      .filter((card) => card.dataset.visit !== id)
      .map((card) => card.getBoundingClientRect());
    return { date: day.date, order: orderAt(spans, pointer.current.y) };
  };

  const onDragStart = ({ active, activatorEvent }: DragStartEvent) => {
    pointer.current = placeOf(activatorEvent) ?? pointer.current;
    const { id, card } = heldBy(active, activatorEvent);
    setLifted(null);
    setHeld({ id, box: card?.getBoundingClientRect() ?? null });
    setSaid(drag.lifted(nameOf(id)));
  };
  const onDragMove = (event: DragMoveEvent) => {
    const next = aimed(event);
    setAim((before) => (before && next && isSamePlace(before, next) ? before : next));
  };
  const onDragEnd = (event: DragEndEvent) => {
    const { id } = heldBy(event.active, event.activatorEvent);
    const to = aimed(event);
    setHeld(null);
    setAim(null);
    const waiting = waitingOf(board, id);
    if (!to) setSaid(drag.returned(nameOf(id)));
    else if (waiting) void actions.add(waiting.id, to.date);
    else put(id, slotOf(board, id), to);
  };
  const onDragCancel = () => {
    if (dragged) setSaid(drag.returned(nameOf(dragged)));
    setHeld(null);
    setAim(null);
  };

  const sayPlace = (id: string, at: Slot) => {
    const others =
      board.days.find((day) => day.date === at.date)?.visits.filter((visit) => visit.id !== id) ?? [];
    setSaid(drag.at(nameOf(id), t.format.dateDay(at.date), at.order, others.length + 1));
  };
  const giveBack = (hold: Lifted) => {
    setLifted(null);
    setSaid(drag.returned(nameOf(hold.id)));
  };

  const onKeyDown = (event: KeyboardEvent) => {
    const card = (event.target as HTMLElement).closest<HTMLElement>("[data-visit]");
    const id = card?.dataset.visit;
    if (!id || event.target !== card.firstElementChild || event.ctrlKey || event.metaKey || event.altKey)
      return;
    if (lifted) {
      if (event.key === " " || event.key === "Enter") {
        setLifted(null);
        put(lifted.id, lifted.from, lifted.at);
      } else if (event.key === "Escape") {
        giveBack(lifted);
      } else if (isArrow(event.key)) {
        const at = steppedSlot(board, lifted.id, lifted.at, event.key);
        setLifted({ ...lifted, at });
        sayPlace(lifted.id, at);
        if (props.single && at.date !== props.day) props.onDay(at.date);
      } else {
        return;
      }
      event.preventDefault();
      return;
    }
    const visit = findVisit(board, id);
    if (!visit) return;
    if (event.key === " ") {
      const from = slotOf(board, id);
      if (visit.locked) setSaid(t.plan.lockedStays);
      else if (from) {
        setLifted({ id, from, at: from });
        setSaid(drag.lifted(visit.customer.name));
      }
    } else if (isArrow(event.key)) {
      const next = neighbour(board, id, event.key);
      if (next) focusCard(next);
    } else if (event.key === "l" || event.key === "L") {
      lock(id, !visit.locked);
      setSaid(visit.locked ? t.plan.unlockNamed(visit.customer.name) : t.plan.lockNamed(visit.customer.name));
    } else if (event.key === "Delete") {
      focusCard(neighbour(board, id, "ArrowDown") ?? neighbour(board, id, "ArrowUp") ?? id);
      props.onRemove(id);
    } else {
      return;
    }
    event.preventDefault();
  };

  const tabbable =
    current && findVisit(board, current) ? current : board.days.flatMap((day) => day.visits)[0]?.id;
  const inHand = dragged ? findVisit(board, dragged) : undefined;
  const waitingInHand = dragged ? waitingOf(board, dragged) : undefined;

  const column = (day: PlanBoard["days"][number]) => {
    const has = (id: string | null | undefined) =>
      id && day.visits.some((visit) => visit.id === id) ? id : null;
    return (
      <DayColumn
        key={day.date}
        day={day}
        today={props.today}
        retiming={props.retiming.has(day.date)}
        selected={has(props.selected)}
        lifted={has(lifted?.id)}
        tabbable={has(tabbable)}
        dragged={has(dragged)}
        instructions={instructions}
        cost={has(lifted?.id) ? cost : null}
        aim={aim?.date === day.date ? aim.order : null}
        onOpen={onOpen}
        onLock={lock}
        onPoint={props.onPoint}
        onDayAsk={props.onDayAsk}
      />
    );
  };
  const one = shown.days.find((day) => day.date === props.day) ?? shown.days[0];

  return (
    <DndContext
      id={instructions}
      sensors={sensors}
      collisionDetection={pointerWithin}
      // We speak ourselves, for pointer and keyboard alike.
      accessibility={{
        announcements: {
          onDragStart: () => undefined,
          onDragOver: () => undefined,
          onDragEnd: () => undefined,
          onDragCancel: () => undefined,
        },
        screenReaderInstructions: { draggable: drag.instructions },
      }}
      onDragStart={onDragStart}
      onDragMove={onDragMove}
      onDragEnd={onDragEnd}
      onDragCancel={onDragCancel}
    >
      <div className={css.area}>
        {/* The keys of a card bubble up here: one listener for 500 cards. */}
        <Grip
          root={root}
          className={css.board}
          data-single={props.single || undefined}
          data-dragging={dragged ? "" : undefined}
          style={props.single ? undefined : { gridTemplateColumns: tracks(board) }}
          onKeyDown={onKeyDown}
          onKeyUp={(event) => {
            if (event.key === " " && (event.target as HTMLElement).closest("[data-visit]"))
              event.preventDefault();
          }}
          onFocus={(event) => {
            const id = event.target.closest<HTMLElement>("[data-visit]")?.dataset.visit;
            if (id && id !== current) setCurrent(id);
          }}
          onBlur={(event) => {
            if (lifted && event.relatedTarget && !root.current?.contains(event.relatedTarget))
              giveBack(lifted);
          }}
        >
          {props.single ? (
            <Tabs
              even
              label={t.plan.title}
              tabs={shown.days
                .filter((day) => !isThin(day) || day.date === props.day)
                .map((day) => ({
                  name: day.date,
                  label: t.format.weekday(weekdayOf(day.date)),
                  count: holdsVisits(day) || day.visits.length > 0 ? day.visits.length : undefined,
                }))}
              value={props.day}
              onChange={props.onDay}
            >
              {props.instead || (one && column(one))}
            </Tabs>
          ) : (
            shown.days.map(column)
          )}
        </Grip>
        {props.side}
      </div>
      <DragOverlay
        className={css.hand}
        dropAnimation={null}
        style={held?.box ? boxStyle(held.box) : undefined}
      >
        {inHand && <CardInHand visit={inHand} cost={cost} />}
        {waitingInHand && <WaitingInHand customer={waitingInHand} cost={cost} />}
      </DragOverlay>
      <div className="unseen" role="status" aria-live="assertive">
        {said}
      </div>
    </DndContext>
  );
}

function boxStyle({ left, top, width, height }: DOMRect) {
  return { left, top, width, height };
}

function focusCardIn(root: HTMLElement | null, id: string): void {
  root?.querySelector<HTMLElement>(`[data-visit="${id}"] > button`)?.focus();
}

function waitingOf(board: PlanBoard, id: string): CustomerSummary | undefined {
  return board.unplanned.find(({ customer }) => waitingId(customer.id) === id)?.customer;
}

function tracks(board: PlanBoard): string {
  return board.days.map((day) => (isThin(day) ? "3.25rem" : "minmax(9.5rem, 1fr)")).join(" ");
}

interface Place {
  x: number;
  y: number;
}

function placeOf(event: Event): Place | null {
  if (event instanceof MouseEvent) return { x: event.clientX, y: event.clientY };
  if ("touches" in event) {
    const touch = (event as TouchEvent).touches[0];
    if (touch) return { x: touch.clientX, y: touch.clientY };
  }
  return null;
}

/** Where the pointer is while something hangs under it: the library tells only how far it went. */
function usePointer(active: boolean) {
  const place = useRef<Place>({ x: 0, y: 0 });
  useEffect(() => {
    if (!active) return undefined;
    const heard = (event: Event) => {
      place.current = placeOf(event) ?? place.current;
    };
    const options = { capture: true, passive: true };
    addEventListener("mousemove", heard, options);
    addEventListener("touchmove", heard, options);
    return () => {
      removeEventListener("mousemove", heard, options);
      removeEventListener("touchmove", heard, options);
    };
  }, [active]);
  return place;
}
