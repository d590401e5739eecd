/**
 * The one way to the core. A command that is not in `Commands`, or that is given or taken wrongly, does not compile.
 */
import type { Commands } from "./commands";
import { transport } from "./transport";

export type CommandName = keyof Commands;
export type Args<N extends CommandName> = Commands[N]["args"];
export type Reply<N extends CommandName> = Commands[N]["reply"];

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
  return (await transport.call(name, args, bytes)) as Reply<N>;
}
