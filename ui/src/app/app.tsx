import { QueryClientProvider } from "@tanstack/react-query";
import { Activity, type ReactNode, createElement, useEffect, useState } from "react";
import type { AppStatus } from "../ipc/types/AppStatus";
import { Button } from "../parts/button";
import { Empty } from "../parts/empty";
import { TextContext, textFor, useText } from "../text";
import { useAfterStart } from "./after-start";
import { Boundary } from "./boundary";
import { makeQueryClient, useChanges, useReading } from "./data";
import { useAutoLock, useShut } from "./door";
import { Frame } from "./frame";
import { JobBar } from "./job-bar";
import { useProgressEvents } from "./job";
import { useRoute } from "./router";
import { preloadScreens, type Screens, useScreen } from "./screens";
import { StatusContext } from "./status";
import { useAutoSync } from "./sync";
import { Toasts } from "./toasts";
import { useLook } from "./look";

export function App() {
  const [client] = useState(makeQueryClient);
  return (
    <QueryClientProvider client={client}>
      <Opened />
    </QueryClientProvider>
  );
}

function Opened() {
  useChanges();
  useProgressEvents();
  const reading = useReading("app.status", {});
  const status = reading.data;
  const locked = useShut() || (status?.lock.locked ?? false);
  // Behind the lock screen everything stays as it was left, so that the same screen comes back.
  const [left, setLeft] = useState<AppStatus | null>(null);
  if (status && !status.lock.locked && left !== status) setLeft(status);
  const shown = status?.lock.locked ? left : status;
  const settings = shown?.settings ?? status?.settings;
  useLook(settings);
  useAutoLock(!locked && (status?.lock.has_pin ?? false), settings?.lock_after_min ?? 5);

  const text = textFor(settings?.language ?? "zh", shown?.territory?.zone);
  return (
    <TextContext value={text}>
      <Boundary>
        {reading.error && !status ? (
          <Empty
            page
            icon="warning"
            title={text.app.brokenTitle}
            text={text.say.error(reading.error)}
            action={<Button onPress={() => void reading.refetch()}>{text.app.retry}</Button>}
          />
        ) : (
          shown && (
            <StatusContext value={shown}>
              <Activity mode={locked ? "hidden" : "visible"}>
                <Screen status={shown} />
              </Activity>
            </StatusContext>
          )
        )}
      </Boundary>
      {locked && status ? (
        <StatusContext value={status}>
          <Loaded name="lock" />
        </StatusContext>
      ) : (
        <>
          <JobBar />
          <Toasts />
        </>
      )}
    </TextContext>
  );
}

function Screen({ status }: { status: AppStatus }) {
  const { path } = useRoute();
  // Nothing chosen yet: there is only one place to be.
  const name = status.folder === "none" ? "start" : (path[0] ?? "today");
  useEffect(preloadScreens, []);
  const back = useAfterStart(status);
  useAutoSync(status);

  if (!back) return null;
  if (name === "start") return <Loaded name="start" />;
  return (
    <Frame status={status} place={name}>
      <Boundary key={name}>
        <Loaded name={name} />
      </Boundary>
    </Frame>
  );
}

function Loaded({ name }: { name: string }): ReactNode {
  const t = useText();
  const screen = useScreen(name as keyof Screens);
  if (screen === "missing") return <Empty page icon="map" title={t.app.notFound} text={t.app.notFoundText} />;
  if (screen === null) return null;
  return createElement(screen);
}
