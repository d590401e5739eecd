import { useState } from "react";
import { useQueryClient } from "@tanstack/react-query";
import { useDoing, useReading, useSettle } from "../../app/data";
import { useStatus } from "../../app/status";
import { toast } from "../../app/toast";
import type { BackupFile } from "../../ipc/types/BackupFile";
import { Button } from "../../parts/button";
import { Dialog } from "../../parts/dialog";
import { useText } from "../../text";
import css from "./parts.module.css";

/** 备份: what there is, one more now, and the way back. */
export function Backups() {
  const t = useText();
  const words = t.setting.backup;
  const { last_backup_at } = useStatus();
  const client = useQueryClient();
  const list = useReading("backup.list", {});
  const settle = useSettle();
  const [asked, setAsked] = useState<BackupFile | null>(null);
  const make = useDoing("backup.make", {
    done: (files) => {
      settle("backup.list", {}, files);
      void client.invalidateQueries({ queryKey: ["app.status"] });
      toast.say(words.made);
    },
  });
  const restore = useDoing("backup.restore", {
    done: () => {
      if (asked) toast.say(words.restored(t.format.instant(asked.made_at)));
      setAsked(null);
      void client.invalidateQueries();
    },
  });
  const files = list.data ?? [];
  return (
    <>
      <p className={css.intro}>{words.intro}</p>
      <div className={css.card}>
        <div className={css.row}>
          <span className={css.words}>
            {last_backup_at === null ? words.never : words.last(t.format.instant(last_backup_at))}
          </span>
          <Button kind="primary" busy={make.busy} onPress={() => make.run({})}>
            {words.make}
          </Button>
        </div>
      </div>
      {list.error && <p role="alert">{t.say.error(list.error)}</p>}
      {list.data && files.length === 0 && <p className="soft">{words.none}</p>}
      {files.length > 0 && (
        <ul className={css.card}>
          {files.map((file) => {
            const when = t.format.instant(file.made_at);
            return (
              <li key={file.name} className={css.row}>
                <span className={`${css.words} figures`}>
                  <span className={css.name}>{when}</span>
                  <span className="soft small">{t.format.bytes(file.bytes)}</span>
                </span>
                <Button label={words.restoreNamed(when)} onPress={() => setAsked(file)}>
                  {words.restore}
                </Button>
              </li>
            );
          })}
        </ul>
      )}
      {asked && (
        <Dialog
          title={words.restoreAsk(t.format.instant(asked.made_at))}
          onClose={() => setAsked(null)}
          actions={
            <>
              <Button disabled={restore.busy} onPress={() => setAsked(null)}>
                {words.restoreKeep}
              </Button>
              <Button kind="danger" busy={restore.busy} onPress={() => restore.run({ name: asked.name })}>
                {words.restoreDo}
              </Button>
            </>
          }
        >
          <p>{words.restoreTells(t.format.instant(asked.made_at))}</p>
          <p>{words.restoreSigned}</p>
        </Dialog>
      )}
    </>
  );
}
