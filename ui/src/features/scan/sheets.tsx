import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useReading } from "../../app/data";
import { useJob } from "../../app/job";
import { href } from "../../app/router";
import { useStatus } from "../../app/status";
import type { ScanItem } from "../../ipc/types/ScanItem";
import type { ScanResult } from "../../ipc/types/ScanResult";
import { Button, ButtonLink } from "../../parts/button";
import { Empty } from "../../parts/empty";
import { Icon, type IconName } from "../../parts/icon";
import { PageHead } from "../../parts/page-head";
import { Progress } from "../../parts/progress";
import { useText } from "../../text";
import { Item } from "./item";
import { MatchDialog } from "./match-dialog";
import { JOB, type Reading, queue, useQueue } from "./queue";
import css from "./sheets.module.css";

const ACCEPT = "image/jpeg,image/png,application/pdf,.jpg,.jpeg,.png,.pdf";

/** 扫描签字表: files in, sheets found, and what has to be told by hand on top. */
export function Sheets() {
  const t = useText();
  const { today } = useStatus();
  const list = useReading("scan.list", {});
  const readings = useQueue();
  useRefresh(readings);
  const [matching, setMatching] = useState<ScanItem | null>(null);
  const items = list.data ?? [];
  const open = items.filter(({ state }) => state !== "matched");
  const matched = items.filter(({ state }) => state === "matched");
  return (
    <div className={css.screen}>
      <PageHead
        title={t.scan.title}
        facts={items.length > 0 && t.scan.facts(matched.length, open.length)}
        lead={
          <a className={css.back} href={href(["today"])} aria-label={t.app.back}>
            <Icon name="back" />
          </a>
        }
      >
        <ButtonLink icon="later" to={href(["scan", "later", today])}>
          {t.scan.later}
        </ButtonLink>
      </PageHead>
      <div className={css.body}>
        <Choose />
        {readings.length > 0 && <Files readings={readings} />}
        {list.error && <Empty icon="warning" title={t.say.error(list.error)} />}
        {list.data && items.length === 0 && readings.length === 0 && (
          <Empty icon="scan" title={t.scan.emptyTitle} text={t.scan.emptyText} />
        )}
        {items.length > 0 && (
          <section aria-label={t.scan.found}>
            <ul className={css.items}>
              {[...open, ...matched].map((item) => (
                <Item key={item.id} item={item} onMatch={() => setMatching(item)} />
              ))}
            </ul>
          </section>
        )}
      </div>
      {matching && <MatchDialog item={matching} onClose={() => setMatching(null)} />}
    </div>
  );
}

/** Sheets that were read show, whichever nouns the core named. */
function useRefresh(readings: readonly Reading[]): void {
  const client = useQueryClient();
  const over = readings.filter(({ state }) => state === "done").length;
  useEffect(() => {
    if (over > 0) void client.invalidateQueries({ queryKey: ["scan.list"] });
  }, [over, client]);
}

function Choose() {
  const t = useText();
  const input = useRef<HTMLInputElement>(null);
  return (
    <div className={css.choose}>
      <p>{t.scan.lead}</p>
      <label className={css.button}>
        <Icon name="camera" />
        <span>{t.scan.choose}</span>
        <input
          ref={input}
          type="file"
          className="unseen"
          accept={ACCEPT}
          multiple
          onChange={(event) => {
            queue.add([...(event.target.files ?? [])]);
            // The same picture may be chosen again.
            if (input.current) input.current.value = "";
          }}
        />
      </label>
      <p className="soft small">
        {t.scan.drop} · {t.scan.kinds}
      </p>
    </div>
  );
}

const ICONS: Record<Reading["state"], IconName> = {
  waits: "clock",
  reads: "scan",
  done: "check",
  failed: "warning",
  stopped: "minus",
};

/** Every picture is kept, with a sheet or without one. */
const sheetsIn = ({ items }: ScanResult) =>
  items.filter(({ state }) => state !== "unreadable" && state !== "stranger").length;

function iconOf({ state, result }: Reading): IconName {
  return result && sheetsIn(result) === 0 ? "warning" : ICONS[state];
}

function Files({ readings }: { readings: readonly Reading[] }) {
  const t = useText();
  const job = useJob(JOB);
  const busy = readings.some(({ state }) => state === "waits" || state === "reads");
  const words = ({ state, result, error }: Reading): string => {
    if (error) return t.say.error(error);
    if (result) {
      const found = t.scan.fileDone(sheetsIn(result));
      const known = result.known > 0 ? [t.scan.fileKnown(result.known)] : [];
      return [found, ...known, ...result.unread.map(t.say.error)].join("；");
    }
    return state === "waits" ? t.scan.fileWaits : state === "reads" ? t.scan.fileReads : t.scan.fileStopped;
  };
  return (
    <section className={css.files} aria-label={t.scan.files}>
      <ul>
        {readings.map((one) => (
          <li key={one.key} className={css.file} data-state={one.state}>
            <Icon name={iconOf(one)} size={18} />
            {one.state === "reads" ? (
              <div className={css.progress}>
                <Progress label={t.scan.reading(one.name)} done={job?.done ?? 0} total={job?.total ?? 0} />
              </div>
            ) : (
              <>
                <span className={css.fileName}>{one.name}</span>
                <span className={css.fileState}>{words(one)}</span>
              </>
            )}
          </li>
        ))}
      </ul>
      <p className={css.fileFoot} role="status">
        {busy ? (
          <Button onPress={queue.stop}>{t.scan.stopFiles}</Button>
        ) : (
          <Button kind="quiet" onPress={queue.clear}>
            {t.scan.fileClear}
          </Button>
        )}
      </p>
    </section>
  );
}
