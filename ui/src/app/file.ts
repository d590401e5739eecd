import { call } from "../ipc/call";
import { asAppError } from "../ipc/error";
import type { FileWritten } from "../ipc/types/FileWritten";
import type { Text } from "../text";
import { toast } from "./toast";

/** Says which file was written and offers to open it in the system's viewer. */
export function fileWritten(file: FileWritten, t: Text): void {
  const name = file.path.split(/[\\/]/).pop() ?? file.path;
  const left = file.left_out;
  const told =
    left.length > 0 ? t.app.fileWrittenWithout(name, left.length, left.join("、")) : t.app.fileWritten(name);
  toast.say(told, { label: t.app.openFile, run: () => openFile(file.path) });
}

export function openFile(path: string): void {
  call("file.open", { path }).catch((thrown: unknown) => toast.error(asAppError(thrown)));
}
