// Doing what would fit a customer in, where that is one action of ours; each can be undone.
import { undo as undoChange } from "../../app/data";
import { toast } from "../../app/toast";
import { call } from "../../ipc/call";
import { asAppError } from "../../ipc/error";
import type { BoardUnplanned } from "../../ipc/types/BoardUnplanned";
import type { PlanBoard } from "../../ipc/types/PlanBoard";
import type { Remedy } from "../../ipc/types/Remedy";
import { type Text, useText } from "../../text";
import type { PlanActions, Told } from "./use-plan";

/** Whether a remedy is one action of ours, or something to agree with the customer and write into its file. */
export function remedyBy({ kind }: Remedy): "us" | "customer" | null {
  switch (kind) {
    case "longer_day":
    case "more_visits":
    case "less_often":
    case "unlock":
      return "us";
    case "later":
    case "late":
    case "hand_over":
      return null;
    default:
      return "customer";
  }
}

export function useRemedy(board: PlanBoard | undefined, actions: PlanActions) {
  const t = useText();
  return async ({ customer, remedy }: BoardUnplanned): Promise<void> => {
    if (!remedy) return;
    // The latest step first; where another lies on it, none is undone.
    const planned = (...steps: Told[]) =>
      toast.say(t.plan.remedyDone(customer.name), {
        label: t.plan.undo,
        step: steps[0]?.step ?? undefined,
        run: async () => {
          for (const { step } of steps) if (!(await actions.undo(step))) return;
        },
      });
    switch (remedy.kind) {
      case "longer_day":
      case "more_visits": {
        const added = await actions.add(customer.id, remedy.date);
        if (added) planned(added);
        return;
      }
      case "unlock": {
        const locked = board?.days
          .find(({ date }) => date === remedy.date)
          ?.visits.find((visit) => visit.customer.id === remedy.customer_id);
        const freed = locked && (await actions.lock(locked.id, false));
        const added = freed && (await actions.add(customer.id, remedy.date));
        if (freed && added) planned(added, freed);
        return;
      }
      case "less_often":
        await lessOften(customer.id, customer.name, remedy, t);
        return;
      default:
    }
  };
}

async function lessOften(
  id: string,
  name: string,
  remedy: Extract<Remedy, { kind: "less_often" }>,
  t: Text,
): Promise<void> {
  try {
    const { customer } = await call("customer.get", { id });
    const { tx_id } = await call("customer.set_field", {
      id,
      field: "frequency",
      value: {
        window: remedy.to,
        times: remedy.to_times,
        min_gap_days: customer.frequency?.min_gap_days ?? 0,
        reason: t.plan.remedyReason,
      },
    });
    toast.say(
      t.plan.remedyLessOften(name, t.say.frequency(remedy.to, remedy.to_times)),
      tx_id ? { label: t.plan.undo, run: () => undoChange(tx_id, t.plan.undone) } : undefined,
    );
  } catch (thrown) {
    toast.error(asAppError(thrown));
  }
}
