import { useEffect, useRef, useState } from "react";
import type { SectionFill } from "../../ipc/types/SectionFill";
import type { SectionState } from "../../ipc/types/SectionState";
import { Sideways } from "../../parts/sideways";
import { useText } from "../../text";
import type { StripKey } from "./layout";
import css from "./strip.module.css";

/** The stations of a visit, each with how far it is: by shape, and by word for those who cannot see it. */
export function Strip({
  stations,
  states,
  at,
  onJump,
}: {
  stations: readonly StripKey[];
  states: readonly SectionState[];
  at: StripKey;
  onJump: (station: StripKey) => void;
}) {
  const t = useText();
  const row = useRef<HTMLUListElement>(null);
  const fillOf = (station: StripKey): SectionFill =>
    states.find(({ key }) => key === station)?.fill ?? "empty";

  // The strip follows the page sideways; the page itself does not move.
  useEffect(() => {
    const shown = row.current?.parentElement;
    const here = shown?.querySelector<HTMLElement>(`[data-name="${at}"]`);
    if (!shown || !here) return;
    const left = here.offsetLeft - (shown.clientWidth - here.offsetWidth) / 2;
    shown.scrollTo?.({ left, behavior: "auto" });
  }, [at]);

  return (
    <nav className={css.strip} aria-label={t.visit.stripLabel}>
      <Sideways>
        <ul ref={row} className={css.row}>
          {stations.map((station) => {
            const fill = fillOf(station);
            return (
              <li key={station} data-name={station}>
                <button
                  type="button"
                  className={css.station}
                  data-fill={fill}
                  aria-current={at === station ? "step" : undefined}
                  onClick={() => onJump(station)}
                >
                  <Mark fill={fill} />
                  <span>{t.visit.strip[station]}</span>
                  <span className="unseen">{t.visit.fill[fill]}</span>
                </button>
              </li>
            );
          })}
        </ul>
      </Sideways>
      <Announcement states={states} />
    </nav>
  );
}

/** An empty ring, a half one, a full one with a tick. */
function Mark({ fill }: { fill: SectionFill }) {
  return (
    <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" fill="none">
      <circle cx="8" cy="8" r="6.2" stroke="currentColor" strokeWidth="1.6" />
      {fill === "partly" && <path d="M8 1.8a6.2 6.2 0 0 1 0 12.4z" fill="currentColor" />}
      {fill === "done" && (
        <>
          <circle cx="8" cy="8" r="6.2" fill="currentColor" />
          <path
            d="M5.2 8.2l2 2 3.6-4"
            className={css.tick}
            strokeWidth="1.7"
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </>
      )}
    </svg>
  );
}

/** Says which station has changed its state. */
function Announcement({ states }: { states: readonly SectionState[] }) {
  const t = useText();
  const [before, setBefore] = useState(states);
  const [said, setSaid] = useState("");
  if (before !== states) {
    setBefore(states);
    const changed = states.filter(
      ({ key, fill }) => before.find((other) => other.key === key)?.fill !== fill,
    );
    if (changed.length > 0) {
      setSaid(
        changed
          .map(({ key, fill }) =>
            t.visit.stationIs(t.visit.strip[key as StripKey] ?? key, t.visit.fill[fill]),
          )
          .join(t.visit.between),
      );
    }
  }
  return (
    <span className="unseen" role="status">
      {said}
    </span>
  );
}
