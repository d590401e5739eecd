/**
 * The screens, each a chunk of its own, loaded by hand: React.lazy with Suspense costs 250-340 ms at start.
 * A feature's `index.tsx` exports its screen as default.
 */
import { type ComponentType, useEffect, useState } from "react";

const LOADERS = {
  start: () => import("../features/start"),
  today: () => import("../features/today"),
  plan: () => import("../features/plan"),
  visit: () => import("../features/visit"),
  customer: () => import("../features/customer"),
  issue: () => import("../features/issue"),
  scan: () => import("../features/scan"),
  lock: () => import("../features/lock"),
  sync: () => import("../features/sync"),
  setting: () => import("../features/setting"),
};

export type Screens = typeof LOADERS;

const loaded = new Map<string, ComponentType>();

async function load(name: keyof Screens): Promise<void> {
  const module = await LOADERS[name]();
  loaded.set(name, module.default);
}

/** Fetches the screen that will be shown first, while the core is still being asked. Its failure is told when it is shown. */
export function expectScreen(name: string): void {
  if (Object.hasOwn(LOADERS, name)) load(name as keyof Screens).catch(() => undefined);
}

/** The screen, null while it comes, `missing` where there is none. */
export function useScreen(name: keyof Screens): ComponentType | "missing" | null {
  const [, redraw] = useState(0);
  const [failure, setFailure] = useState<unknown>(null);
  useEffect(() => {
    if (!Object.hasOwn(LOADERS, name) || loaded.has(name)) return;
    let here = true;
    load(name).then(
      () => here && redraw((n) => n + 1),
      (thrown: unknown) => here && setFailure(thrown),
    );
    return () => {
      here = false;
    };
  }, [name]);
  if (failure) throw failure;
  if (!Object.hasOwn(LOADERS, name)) return "missing";
  return loaded.get(name) ?? null;
}

/** Fetches the other screens once there is nothing else to do. */
export function preloadScreens(): () => void {
  const timer = setTimeout(() => {
    for (const name of Object.keys(LOADERS) as (keyof Screens)[]) {
      if (!loaded.has(name)) load(name).catch(() => undefined);
    }
  }, 1500);
  return () => clearTimeout(timer);
}
