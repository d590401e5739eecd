/** Where the device is on arrival: asked once, and only then. Nothing waits for it. */
import { useEffect, useState } from "react";
import { useDoing, useSettle } from "../../app/data";
import type { VisitScreen } from "../../ipc/types/VisitScreen";

/** `asking` while the device looks; `unknown` when it cannot tell or was not allowed to. */
export type PositionState = "known" | "asking" | "unknown";

const LONGEST_MS = 20_000;

/** Visits at which the device was asked already. */
const asked = new Set<string>();

/** Just begun: nothing has been said yet, so the manager still stands at the door. */
function isFresh({ record, draft }: VisitScreen): boolean {
  return (
    record.state === "open" &&
    record.entered === "live" &&
    record.corrects === null &&
    draft.outcome === null &&
    Object.keys(draft.answers).length === 0
  );
}

export function usePosition(screen: VisitScreen): PositionState {
  const { id, position } = screen.record;
  const settle = useSettle();
  const [state, setState] = useState<PositionState>("unknown");
  const arrived = useDoing("visit.arrived", {
    done: (reply) => settle("visit.get", { id }, reply),
    failed: () => setState("unknown"),
  });
  const due = position === null && isFresh(screen);
  useEffect(() => {
    if (!due || asked.has(id)) return;
    asked.add(id);
    // A window without the service has none at all.
    const { geolocation } = navigator as { geolocation?: Geolocation };
    if (!geolocation) return;
    setState("asking");
    geolocation.getCurrentPosition(
      ({ coords }) =>
        arrived.run({
          id,
          position: {
            lat_e7: Math.round(coords.latitude * 1e7),
            lng_e7: Math.round(coords.longitude * 1e7),
            accuracy_m: Math.round(coords.accuracy),
            datum: "wgs84",
          },
        }),
      () => setState("unknown"),
      { enableHighAccuracy: true, timeout: LONGEST_MS, maximumAge: 0 },
    );
    // oxlint-disable-next-line react/exhaustive-deps
  }, [due, id]);
  return position ? "known" : state;
}
