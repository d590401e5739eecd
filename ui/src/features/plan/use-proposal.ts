// A plan made anew or a week repaired, shown before it is taken.
import { useCallback, useEffect, useRef, useState } from "react";
import { useDoing } from "../../app/data";
import { jobStore } from "../../app/job";
import { toast } from "../../app/toast";
import type { AppError } from "../../ipc/error";
import type { PlanProposal } from "../../ipc/types/PlanProposal";
import { useText } from "../../text";

export interface Proposing {
  proposal: PlanProposal | null;
  busy: boolean;
  /** Plans the week anew. */
  remake: () => void;
  /** Repairs what is left of the week, with these days lost beside what the calendar says. */
  repair: (lost: string[]) => void;
  close: () => void;
}

export function useProposal(week: string): Proposing {
  const t = useText();
  const [proposal, setProposal] = useState<PlanProposal | null>(null);
  const answered = {
    done: (reply: PlanProposal) => {
      jobStore.ended("plan");
      setProposal(reply);
    },
    failed: (failure: AppError) => {
      jobStore.ended("plan");
      if (failure.code === "cancelled") toast.say(t.plan.cancelled);
      else toast.error(failure);
    },
  };
  const propose = useDoing("plan.propose", answered);
  const repair = useDoing("plan.repair", answered);
  // The board's columns are drawn anew only when what they are given changes.
  const run = useRef(repair.run);
  useEffect(() => {
    run.current = repair.run;
  });
  const mend = useCallback((lost: string[]) => run.current({ week, urgent: [], lost }), [week]);
  return {
    proposal,
    busy: propose.busy || repair.busy,
    remake: () => propose.run({ week, seed: null, iterations: null }),
    repair: mend,
    close: () => setProposal(null),
  };
}
