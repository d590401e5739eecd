/**
 * Two ways to the core: Tauri's one command in the window, HTTP at the test door. Nothing else here knows which.
 */
import { type AppError, isAppError } from "./error";

export interface Transport {
  call(name: string, args: unknown, bytes?: Uint8Array): Promise<unknown>;
  listen(event: EventName, heard: (payload: unknown) => void): () => void;
}

export type EventName = "changed" | "progress";

const inTauri = "__TAURI_INTERNALS__" in globalThis;

export const transport: Transport = inTauri ? tauri() : http();

function failed(cause: unknown): AppError {
  if (isAppError(cause)) return cause;
  return { code: "internal", field: null, detail: { cause: String(cause) } };
}

function tauri(): Transport {
  const core = import("@tauri-apps/api/core");
  const event = import("@tauri-apps/api/event");
  return {
    async call(name, args, bytes) {
      const { invoke } = await core;
      try {
        return await invoke("call", bytes ?? new Uint8Array(), {
          headers: { "x-name": name, "x-args": encodeURIComponent(JSON.stringify(args)) },
        });
      } catch (cause) {
        throw failed(cause);
      }
    },
    listen(name, heard) {
      const stop = event.then(({ listen }) => listen(name, ({ payload }) => heard(payload)));
      return () => void stop.then((end) => end());
    },
  };
}

function http(): Transport {
  let source: EventSource | null = null;
  return {
    async call(name, args, bytes) {
      const request: RequestInit = bytes
        ? {
            method: "POST",
            body: bytes as Uint8Array<ArrayBuffer>,
            headers: { "x-args": encodeURIComponent(JSON.stringify(args)) },
          }
        : {
            method: "POST",
            body: JSON.stringify({ args }),
            headers: { "content-type": "application/json" },
          };
      let reply: Response;
      let body: unknown;
      try {
        reply = await fetch(`/call/${name}`, request);
        body = await reply.json();
      } catch (cause) {
        throw failed(cause);
      }
      if (!reply.ok) throw failed(body);
      return body;
    },
    listen(name, heard) {
      source ??= new EventSource("/events");
      const hear = (event: Event) => heard(JSON.parse((event as MessageEvent<string>).data));
      const open = source;
      open.addEventListener(name, hear);
      return () => open.removeEventListener(name, hear);
    },
  };
}
