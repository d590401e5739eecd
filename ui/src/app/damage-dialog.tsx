import type { DamageNotice } from "../ipc/types/DamageNotice";
import { Button } from "../parts/button";
import { Dialog } from "../parts/dialog";
import { useText } from "../text";
import { useDoing, useSettle } from "./data";

/** What became of a damaged database. Closed it comes back at the next start, until somebody has taken note. */
export function DamageDialog({ notice, onClose }: { notice: DamageNotice; onClose: () => void }) {
  const t = useText();
  const settle = useSettle();
  const acknowledge = useDoing("damage.acknowledge", {
    done: (status) => settle("app.status", {}, status),
  });
  return (
    <Dialog
      title={t.app.damage.title}
      onClose={onClose}
      actions={
        <Button
          kind="primary"
          busy={acknowledge.busy}
          onPress={() => acknowledge.run({ found_at: notice.found_at })}
        >
          {t.app.damage.acknowledge}
        </Button>
      }
    >
      {notice.lines.map((line) => (
        <p key={line}>{line}</p>
      ))}
    </Dialog>
  );
}
