// A visit on screen, and the hand that works on it, for tests of this folder.
import { QueryClientProvider } from "@tanstack/react-query";
import { cleanup, configure, fireEvent, render, renderHook, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, vi } from "vitest";
import { type ReactNode, useState } from "react";
import { makeQueryClient } from "../../app/data";
import { useForgetting } from "../../app/door";
import { href } from "../../app/router";
import { StatusContext } from "../../app/status";
import { toast } from "../../app/toast";
import type { VisitScreen } from "../../ipc/types/VisitScreen";
import VisitRoute from ".";
import { Core, STATUS, someScreen } from "./testing";

// Looking up the style of every button on a page of a hundred takes jsdom seconds.
configure({ defaultHidden: true });
vi.setConfig({ testTimeout: 20_000 });

// What jsdom leaves out and the pad needs: a canvas with a size and something to draw on.
const PEN = new Proxy({}, { get: () => () => undefined, set: () => true });
HTMLCanvasElement.prototype.getContext = (() => PEN) as never;
Object.defineProperty(HTMLCanvasElement.prototype, "clientWidth", { value: 400 });
Object.defineProperty(HTMLCanvasElement.prototype, "clientHeight", { value: 200 });

// What an open menu asks for; the names here have nothing to escape.
vi.stubGlobal("CSS", { escape: (name: string) => name });

let visits = 0;
export let user: ReturnType<typeof userEvent.setup>;

beforeEach(() => {
  standAt(null);
  for (const { id } of toast.notes()) toast.close(id);
  user = userEvent.setup();
  location.hash = "";
});

/** The visit on screen over a core that answers; a visit of its own for every test. */
export async function shown(change: Partial<VisitScreen> = {}): Promise<Core> {
  visits += 1;
  const core = new Core(someScreen(`visit-${visits}`, change));
  location.hash = href(["visit", core.screen.record.id]);
  await opened();
  return core;
}

function Asking({ children }: { children: ReactNode }) {
  const [client] = useState(makeQueryClient);
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}

async function opened(): Promise<void> {
  render(
    <Asking>
      <StatusContext value={STATUS}>
        <VisitRoute />
      </StatusContext>
    </Asking>,
  );
  await screen.findByRole("heading", { level: 1 });
}

/** The core locks, the screen goes, and after the unlocking it is made anew. */
export async function lockedAndOpened(): Promise<void> {
  cleanup();
  renderHook(() => useForgetting(true), { wrapper: Asking });
  cleanup();
  await opened();
}

export const chip = (group: string, name: string) =>
  within(screen.getByRole("group", { name: group })).getByRole("button", { name });

export const saved = (core: Core) => vi.waitFor(() => expect(core.drafts().length).toBeGreaterThan(0));

/** A stroke from corner to corner. */
export function sign() {
  const pad = screen.getByRole("img", { name: /签名/ });
  // jsdom knows no pointer events: the pad listens to the mouse instead.
  fireEvent.mouseDown(pad, { clientX: 20, clientY: 20, buttons: 1 });
  for (const step of [60, 120, 180]) {
    fireEvent.mouseMove(window, { clientX: 20 + step, clientY: 20 + step / 2, buttons: 1 });
  }
  fireEvent.mouseUp(window, { clientX: 220, clientY: 120, buttons: 0 });
}

export const opener = () => screen.getByRole<HTMLButtonElement>("button", { name: "打开" });

/** Down, and not up again. */
export const hold = (button: HTMLElement) => fireEvent.keyDown(button, { key: "Enter" });

/** The device as it answers when it is asked where it is. */
export function standAt(answer: ((found: PositionCallback, lost: PositionErrorCallback) => void) | null) {
  Object.defineProperty(navigator, "geolocation", {
    configurable: true,
    value: answer && { getCurrentPosition: answer },
  });
}
