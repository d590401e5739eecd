/**
 * The one way to the core. A command that is not in `Commands`, or that is given or taken wrongly, does not compile.
 */
import type { Commands } from "./commands";
import { isAppError } from "./error";
import { transport } from "./transport";

export type CommandName = keyof Commands;
export type Args<N extends CommandName> = Commands[N]["args"];
export type Reply<N extends CommandName> = Commands[N]["reply"];

const flying = new Set<Promise<unknown>>();
const lockedOut = new Set<() => void>();

/**
 * Runs a command. `bytes` is the content of a file, where the command takes one.
 *
 * @throws AppError
 */
export async function call<N extends CommandName>(
  name: N,
  args: Args<N>,
  bytes?: Uint8Array,
): Promise<Reply<N>> {
  const asked = transport.call(name, args, bytes);
  flying.add(asked);
  try {
    return (await asked) as Reply<N>;
  } catch (thrown) {
    if (isAppError(thrown) && thrown.code === "locked") for (const heard of lockedOut) heard();
    throw thrown;
  } finally {
    flying.delete(asked);
  }
}

/** Every command that is under way has been answered. */
export async function quiet(): Promise<void> {
  while (flying.size > 0) await Promise.allSettled(flying);
}

/** Hears that the core refused a command because it is locked. Returns how to stop hearing. */
export function onLockedOut(heard: () => void): () => void {
  lockedOut.add(heard);
  return () => void lockedOut.delete(heard);
}
