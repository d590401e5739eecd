import type { AppStatus } from "../ipc/types/AppStatus";
import type { SyncStatus } from "../ipc/types/SyncStatus";
import { Icon, type IconName } from "../parts/icon";
import { type Text, useText } from "../text";
import { href } from "./router";
import css from "./status-chip.module.css";
import { signedIn, useOnline, useSyncing, useSyncStatus } from "./sync";

interface Words {
  icon: IconName;
  lines: string[];
  /** Somebody has to decide something. */
  due?: boolean;
}

/** What the chip says of a folder: counts first, then what keeps them from going. */
export function chipWords(
  t: Text,
  status: SyncStatus,
  { syncing, online }: { syncing: boolean; online: boolean },
): Words {
  const words = t.sync.chip;
  if (!status.account) return { icon: "device", lines: [words.none] };
  const waiting = status.waiting + status.waiting_files;
  const settle = status.to_settle;
  const lines = [
    ...(waiting + settle === 0 ? [words.all] : []),
    ...(waiting + settle > 0 && status.reported > 0
      ? [words.reported(t.format.number(status.reported))]
      : []),
    ...(waiting > 0 ? [words.waiting(t.format.number(waiting))] : []),
    ...(settle > 0 ? [words.settle(t.format.number(settle))] : []),
  ];
  const never = status.last === null && status.reported === 0 && waiting === 0;
  if (never) lines.length = 0;
  if (syncing || status.running) lines.push(words.running);
  else if (!signedIn(status)) lines.push(words.signIn);
  else if (!online || status.failed?.error.code === "hq_unreachable") lines.push(words.offline);
  else if (status.failed || never) lines.push(words.failed);
  const done = waiting + settle === 0 && !never;
  return { icon: settle > 0 ? "warning" : done ? "check" : "device", lines, due: settle > 0 };
}

/** 已上报 312 · 待上报 4 · 需处理 1: where the data stands, in words; a tap leads to the page of it. */
export function StatusChip({ status, here }: { status: AppStatus; here: boolean }) {
  const t = useText();
  const sync = useSyncStatus(status.folder);
  const syncing = useSyncing();
  const online = useOnline();
  const kept = status.folder === "demo" ? t.app.chip.demo : t.app.chip.allKept;
  const { icon, lines, due }: Words = sync
    ? chipWords(t, sync, { syncing, online })
    : { icon: "device", lines: [kept] };
  return (
    <a
      className={css.chip}
      href={href(["sync"])}
      data-due={due || undefined}
      aria-current={here ? "page" : undefined}
      title={t.sync.chip.label}
    >
      <Icon name={icon} size={16} />
      <span className={css.lines}>
        {lines.map((line) => (
          <span key={line} className={css.line}>
            {line}
          </span>
        ))}
      </span>
    </a>
  );
}
