/** How long the next try has to wait, counted down; the core has the last word. */
import { useEffect, useState } from "react";
import { call } from "../../ipc/call";

export interface Wait {
  /** Whole seconds; 0 = none. */
  left: number;
  begin: (seconds: number) => void;
  /** Asks the core how long it is. */
  ask: () => void;
}

export function useWait(at: number): Wait {
  const [until, setUntil] = useState(() => performance.now() + at * 1_000);
  const [now, setNow] = useState(() => performance.now());
  const left = Math.max(0, Math.ceil((until - now) / 1_000));
  const begin = (seconds: number) => {
    const began = performance.now();
    setNow(began);
    setUntil(began + seconds * 1_000);
  };
  const waits = left > 0;
  useEffect(() => {
    if (!waits) return;
    const timer = setInterval(() => setNow(performance.now()), 250);
    return () => clearInterval(timer);
  }, [waits]);
  return {
    left,
    begin,
    ask: () => {
      call("app.status", {}).then(
        ({ lock }) => begin(lock.wait_s),
        () => undefined,
      );
    },
  };
}
