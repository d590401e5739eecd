import { useState } from "react";
import { useJob } from "../app/job";
import { toast } from "../app/toast";
import { call } from "../ipc/call";
import { asAppError } from "../ipc/error";
import { useText } from "../text";
import { Button } from "./button";
import css from "./job-progress.module.css";
import { Progress } from "./progress";

/** How far a job is, where it was started: in a dialog the bar at the screen's head lies under the veil. */
export function JobProgress({ job, label }: { job: string; label: string }) {
  const t = useText();
  const progress = useJob(job);
  const [stopping, setStopping] = useState(false);
  return (
    <div className={css.job}>
      <Progress label={label} done={progress?.done ?? 0} total={progress?.total ?? 0} />
      <Button
        disabled={stopping}
        onPress={() => {
          setStopping(true);
          call("job.cancel", { job }).catch((thrown: unknown) => {
            setStopping(false);
            toast.error(asAppError(thrown));
          });
        }}
      >
        {stopping ? t.app.stopping : t.app.stop}
      </Button>
    </div>
  );
}
