import { transport } from "./transport";
import type { Changed } from "./types/Changed";
import type { Progress } from "./types/Progress";

/** Hears which nouns have changed. Returns how to stop hearing. */
export function onChanged(heard: (changed: Changed) => void): () => void {
  return transport.listen("changed", (payload) => heard(payload as Changed));
}

/** Hears how far long jobs are. Returns how to stop hearing. */
export function onProgress(heard: (progress: Progress) => void): () => void {
  return transport.listen("progress", (payload) => heard(payload as Progress));
}
