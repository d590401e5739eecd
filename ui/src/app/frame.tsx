import { type ReactNode, useState } from "react";
import type { AppStatus } from "../ipc/types/AppStatus";
import { Icon, type IconName } from "../parts/icon";
import { type Text, useText } from "../text";
import { DamageDialog } from "./damage-dialog";
import { useDoor } from "./door";
import { useDroppedPaper } from "./dropped";
import css from "./frame.module.css";
import { useLocked } from "./lock";
import { href } from "./router";
import { StatusChip } from "./status-chip";

const PLACES = ["today", "plan", "customer", "issue", "setting"] as const satisfies (IconName &
  keyof Text["app"]["rail"])[];

/** The rail (a bar at the foot of a phone) with the screen beside it. */
export function Frame({
  status,
  place,
  children,
}: {
  status: AppStatus;
  place: string;
  children: ReactNode;
}) {
  const t = useText();
  const locked = useLocked();
  const dropping = useDroppedPaper(!locked);
  const { damage } = status;
  const [putOff, setPutOff] = useState<number | null>(null);
  // A visit belongs to the day on which it is made.
  const at = place === "visit" || place === "scan" ? "today" : place;
  return (
    <div className={css.frame} data-locked={locked || undefined}>
      {!locked && <SkipLink />}
      {!locked && (
        <nav className={css.rail} aria-label={t.app.railLabel}>
          <ul className={css.places}>
            {PLACES.map((name) => (
              <li key={name}>
                <a className={css.place} href={href([name])} aria-current={at === name ? "page" : undefined}>
                  <Icon name={name} size={24} />
                  <span>{t.app.rail[name]}</span>
                </a>
              </li>
            ))}
          </ul>
          <div className={css.foot}>
            {status.lock.has_pin && <LockButton />}
            {damage ? (
              <ToSettle onPress={() => setPutOff(null)} />
            ) : (
              <StatusChip status={status} here={place === "sync"} />
            )}
          </div>
        </nav>
      )}
      <main id="content" className={css.content} tabIndex={-1}>
        {children}
      </main>
      {damage && !locked && putOff !== damage.found_at && (
        <DamageDialog notice={damage} onClose={() => setPutOff(damage.found_at)} />
      )}
      {dropping && (
        <p className={css.dropping} role="status">
          <Icon name="scan" size={24} />
          {t.app.dropPaper}
        </p>
      )}
    </div>
  );
}

/** Hides everything until the PIN is typed. */
function LockButton() {
  const t = useText();
  const door = useDoor();
  return (
    <button type="button" className={css.lock} title={t.lock.nowKeys} onClick={() => door.shut()}>
      <Icon name="lock" size={20} />
      <span>{t.lock.now}</span>
    </button>
  );
}

function SkipLink() {
  const t = useText();
  return (
    <a
      className={css.skip}
      href="#content"
      onClick={(event) => {
        event.preventDefault();
        document.getElementById("content")?.focus();
      }}
    >
      {t.app.toContent}
    </a>
  );
}

/** Something that must not be forgotten: in the place of all other words. */
function ToSettle({ onPress }: { onPress: () => void }) {
  const t = useText();
  return (
    <button type="button" className={css.settle} onClick={onPress}>
      <Icon name="warning" size={16} />
      <span>{t.app.damage.chip}</span>
    </button>
  );
}
