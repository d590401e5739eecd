/**
 * What is being typed into a form that is sent as a whole. Locking takes the screen away; this alone is kept for it, as
 * nobody else has it yet. Left or sent, it is forgotten as any state.
 */
import { useEffect, useRef, useState } from "react";
import { isHidden } from "./door";

const kept = new Map<string, unknown>();

/** As `useState`, and over a lock; `name` tells which field of which form it is. */
export function useTyped<V>(name: string, initial: V): [V, (value: V) => void] {
  const [value, setValue] = useState<V>(() => (kept.has(name) ? (kept.get(name) as V) : initial));
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  }, [value]);
  useEffect(() => {
    kept.delete(name);
    return () => {
      if (isHidden()) kept.set(name, latest.current);
    };
  }, [name]);
  return [value, setValue];
}
