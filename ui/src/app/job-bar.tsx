import { useState, useSyncExternalStore } from "react";
import { call } from "../ipc/call";
import { asAppError } from "../ipc/error";
import { Button } from "../parts/button";
import { Progress } from "../parts/progress";
import { useText } from "../text";
import css from "./job-bar.module.css";
import { jobStore } from "./job";
import { useLocked } from "./lock";
import { toast } from "./toast";

/** The work under way, at the head of the screen: what is done, and a way to stop. */
export function JobBar() {
  const t = useText();
  // A sync goes on behind the work: the chip tells of it, and its own page holds the rest.
  const jobs = useSyncExternalStore(jobStore.subscribe, jobStore.jobs).filter(({ job }) => job !== "sync");
  const [stopping, setStopping] = useState<string | null>(null);
  const locked = useLocked();
  if (locked || jobs.length === 0) return null;
  return (
    <div className={css.bar} role="region" aria-label={t.app.jobs.other}>
      {jobs.map(({ job, done, total, best }) => (
        <div key={job} className={css.job}>
          <Progress
            label={t.app.jobs[job] ?? t.app.jobs.other ?? ""}
            done={done}
            total={total}
            note={best && t.app.bestPlan(best.weeks, best.visits, t.format.distance(best.travel_m))}
          />
          <Button
            kind="quiet"
            disabled={stopping === job}
            onPress={() => {
              setStopping(job);
              call("job.cancel", { job })
                .catch((thrown: unknown) => toast.error(asAppError(thrown)))
                .finally(() => setStopping(null));
            }}
          >
            {/* Of a plan the best so far is kept. */}
            {stopping === job ? t.app.stopping : best ? t.app.stopPlanning : t.app.stop}
          </Button>
        </div>
      ))}
    </div>
  );
}
