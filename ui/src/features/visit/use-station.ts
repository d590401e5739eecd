/** Which station the page shows, and jumping to another. */
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import type { StripKey } from "./layout";

/** A station is where one is once its head has come this near to the top, CSS pixels. */
const NEAR = 72;

export function useStation(page: RefObject<HTMLElement | null>, stations: readonly StripKey[]) {
  const [at, setAt] = useState<StripKey>(stations[0] ?? "arrival");
  const jumpedTo = useRef<StripKey | null>(null);
  const names = stations.join();

  useEffect(() => {
    const shown = page.current;
    if (!shown) return;
    const wanted = names.split(",");
    const look = () => {
      const top = shown.getBoundingClientRect().top + NEAR;
      const heads = [...shown.querySelectorAll<HTMLElement>("[data-station]")].filter(({ dataset }) =>
        wanted.includes(dataset.station ?? ""),
      );
      let here = heads[0];
      for (const head of heads) if (head.getBoundingClientRect().top <= top) here = head;
      // At the foot the last stations never reach the top: the one asked for is the one meant.
      const bottom = shown.scrollTop + shown.clientHeight >= shown.scrollHeight - 2;
      const meant = bottom && jumpedTo.current ? jumpedTo.current : (here?.dataset.station as StripKey);
      if (meant) setAt(meant);
    };
    const moved = () => {
      jumpedTo.current = null;
    };
    shown.addEventListener("scroll", look, { passive: true });
    shown.addEventListener("wheel", moved, { passive: true });
    shown.addEventListener("touchmove", moved, { passive: true });
    look();
    return () => {
      shown.removeEventListener("scroll", look);
      shown.removeEventListener("wheel", moved);
      shown.removeEventListener("touchmove", moved);
    };
  }, [page, names]);

  const jump = useCallback(
    (station: StripKey) => {
      const head = page.current?.querySelector<HTMLElement>(`[data-station="${station}"]`);
      if (!head) return;
      jumpedTo.current = station;
      setAt(station);
      head.scrollIntoView?.({ block: "start" });
      head.querySelector("h2")?.focus({ preventScroll: true });
    },
    [page],
  );
  return { at, jump };
}
