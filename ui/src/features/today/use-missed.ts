import { useQueryClient } from "@tanstack/react-query";
import { useDoing } from "../../app/data";
import { toast } from "../../app/toast";
import type { BoardVisit } from "../../ipc/types/BoardVisit";
import { useText } from "../../text";

/** 未访: said on the spot, carried over into the next plan, taken back by the same button or by the note's 撤销. */
export function useMissed() {
  const t = useText();
  const client = useQueryClient();
  const edit = useDoing("plan.edit", {
    done: () => void client.invalidateQueries({ queryKey: ["today.get"] }),
  });
  const tell = (visit: BoardVisit, missed: boolean) =>
    edit.run({ id: visit.id, purposes: visit.purposes, key_points: visit.key_points, missed });
  return {
    busy: edit.busy,
    mark(visit: BoardVisit, missed: boolean) {
      tell(visit, missed);
      if (missed) {
        toast.say(t.today.missed(visit.customer.name), { label: t.app.undo, run: () => tell(visit, false) });
      }
    },
  };
}
