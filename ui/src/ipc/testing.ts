// A core for tests of components: it answers as it is told and remembers what it was asked.
import { onTestFinished } from "vitest";
import type { Args, CommandName, Reply } from "./call";

export type Answers = { [N in CommandName]?: (args: Args<N>) => Reply<N> };

/** Stands at the other end of the wire until the test is over. Returns what was asked, in order. */
export function answering(answers: Answers): { name: string; args: unknown }[] {
  const asked: { name: string; args: unknown }[] = [];
  const before = globalThis.fetch;
  globalThis.fetch = (url, request) => {
    const name = String(url).replace("/call/", "") as CommandName;
    const { args } = JSON.parse(String(request?.body)) as { args: never };
    asked.push({ name, args });
    const answer = answers[name];
    if (answer) return Promise.resolve(Response.json(answer(args)));
    const unknown = { code: "unknown_command", field: null, detail: { name } };
    return Promise.resolve(Response.json(unknown, { status: 400 }));
  };
  onTestFinished(() => {
    globalThis.fetch = before;
  });
  return asked;
}
