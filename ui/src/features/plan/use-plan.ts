// The plan of a week: read from the core, changed at once on screen, and settled by the core's reply.
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useMemo, useRef, useState } from "react";
import { useReading } from "../../app/data";
import { toast } from "../../app/toast";
import { type Args, type CommandName, call } from "../../ipc/call";
import { type AppError, asAppError } from "../../ipc/error";
import type { EditVisit } from "../../ipc/types/EditVisit";
import type { MoveCost } from "../../ipc/types/MoveCost";
import type { PlanBoard } from "../../ipc/types/PlanBoard";
import { type Slot, withTimes, withVisit, withVisitAt, withoutVisit } from "./board";

/** Commands whose reply is the board itself. */
type BoardCommand =
  | "plan.move"
  | "plan.lock"
  | "plan.add"
  | "plan.remove"
  | "plan.edit"
  | "plan.miss_day"
  | "plan.undo"
  | "plan.redo"
  | "plan.finalise"
  | "plan.take"
  | "plan.make";

const NO_DATES: ReadonlySet<string> = new Set();

/** A command that was carried out, and the step of undo that it is. */
export interface Told {
  step: string | null;
  board: PlanBoard;
}

export interface PlanActions {
  move: (id: string, slot: Slot) => Promise<Told | null>;
  /** Moves to the place in the day where it costs least. */
  moveToDay: (id: string, date: string) => Promise<Told | null>;
  lock: (id: string, locked: boolean) => Promise<Told | null>;
  add: (customerId: string, date: string | null) => Promise<Told | null>;
  remove: (id: string) => Promise<Told | null>;
  edit: (visit: EditVisit) => Promise<Told | null>;
  /** 未访 for all of a past day that nobody recorded. */
  missDay: (date: string) => Promise<Told | null>;
  /** Takes back this step and no other; none = the latest. */
  undo: (step: string | null) => Promise<Told | null>;
  redo: () => Promise<Told | null>;
  finalise: () => Promise<Told | null>;
  /** Takes the differences of these numbers, all where none are named. */
  accept: (token: string, chosen: number[] | null) => Promise<Told | null>;
  make: () => Promise<Told | null>;
}

export interface Plan {
  board: PlanBoard | undefined;
  error: AppError | null;
  /** Days whose times the core is working out anew. */
  retiming: ReadonlySet<string>;
  actions: PlanActions;
}

export function usePlan(
  week: string,
  onMoved: (id: string, cost: MoveCost, step: string | null) => void,
): Plan {
  const client = useQueryClient();
  const reading = useReading("plan.get", { week });
  const [retiming, setRetiming] = useState<ReadonlySet<string>>(NO_DATES);
  // Commands go to the core one after another; only the last reply is drawn, or a quick second move would jump back.
  const queue = useRef<Promise<unknown>>(Promise.resolve());
  const waiting = useRef(0);

  const tell = useCallback(
    async <N extends BoardCommand & CommandName>(
      name: N,
      args: Args<N>,
      draw?: (board: PlanBoard) => PlanBoard,
      dates: string[] = [],
      done?: (board: PlanBoard) => void,
    ): Promise<Told | null> => {
      const key = ["plan.get", { week }];
      waiting.current += 1;
      if (draw) {
        void client.cancelQueries({ queryKey: key });
        client.setQueryData<PlanBoard>(key, (board) => board && draw(board));
      }
      if (dates.length > 0) setRetiming((before) => new Set([...before, ...dates]));
      const run = async () => {
        try {
          const board = (await call(name, args)) as PlanBoard;
          if (waiting.current === 1) {
            await client.cancelQueries({ queryKey: key });
            client.setQueryData(key, board);
          }
          if (name === "plan.undo") toast.stepBack(board.last_step);
          done?.(board);
          return { step: board.last_step, board };
        } catch (thrown) {
          const error = asAppError(thrown);
          if (error.code !== "cancelled") toast.error(error);
          void client.invalidateQueries({ queryKey: key });
          return null;
        } finally {
          waiting.current -= 1;
          if (waiting.current === 0) setRetiming(NO_DATES);
        }
      };
      const told = queue.current.then(run);
      queue.current = told;
      return told;
    },
    [client, week],
  );

  const actions = useMemo<PlanActions>(() => {
    const dayOf = (id: string) =>
      client
        .getQueryData<PlanBoard>(["plan.get", { week }])
        ?.days.find((day) => day.visits.some((visit) => visit.id === id))?.date;
    const moved = (id: string) => (board: PlanBoard) => {
      if (board.last_move) onMoved(id, board.last_move, board.last_step);
    };
    const days = (...dates: (string | undefined)[]) => dates.filter((date) => date !== undefined);
    return {
      move: (id, slot) => {
        const args = { id, date: slot.date, order: slot.order };
        // Where the move was tried before it was made, the day's times are known.
        const tried = client.getQueryData<MoveCost>(["plan.cost", args]);
        return tell(
          "plan.move",
          args,
          (board) => {
            const moves = withVisitAt(board, id, slot);
            return tried ? withTimes(moves, tried) : moves;
          },
          days(dayOf(id), slot.date).filter((date) => !tried || date !== slot.date),
          moved(id),
        );
      },
      moveToDay: (id, date) =>
        tell(
          "plan.move",
          { id, date, order: null },
          (board) => withVisitAt(board, id, { date, order: Number.MAX_SAFE_INTEGER }),
          days(dayOf(id), date),
          moved(id),
        ),
      lock: (id, locked) => tell("plan.lock", { id, locked }, (board) => withVisit(board, id, { locked })),
      add: (customerId, date) => tell("plan.add", { week, customer_id: customerId, date }),
      remove: (id) => tell("plan.remove", { id }, (board) => withoutVisit(board, id), days(dayOf(id))),
      edit: (visit) =>
        tell("plan.edit", visit, (board) =>
          withVisit(board, visit.id, {
            purposes: visit.purposes,
            key_points: visit.key_points,
            state: visit.missed ? "missed" : "planned",
          }),
        ),
      missDay: (date) => tell("plan.miss_day", { date }),
      undo: (step) => tell("plan.undo", { week, step }),
      redo: () => tell("plan.redo", { week }),
      finalise: () => tell("plan.finalise", { week }),
      accept: (token, chosen) => tell("plan.take", { token, chosen }),
      make: () => tell("plan.make", { week, seed: null, iterations: null }),
    };
  }, [client, onMoved, tell, week]);

  return { board: reading.data, error: reading.error, retiming, actions };
}
