import { QueryClientProvider } from "@tanstack/react-query";
import { Activity, type ReactNode, createElement, useEffect, useState } from "react";
import type { AppStatus } from "../ipc/types/AppStatus";
import { Button, ButtonLink } from "../parts/button";
import { Empty } from "../parts/empty";
import { TextContext, textFor, useText } from "../text";
import { useDailyBackup, useReopened } from "./after-start";
import { Boundary } from "./boundary";
import { makeQueryClient, reading, useChanges, useReading } from "./data";
import { useAutoLock, useForgetting, useShut } from "./door";
import { Frame } from "./frame";
import { JobBar } from "./job-bar";
import { useLocked } from "./lock";
import { useProgressEvents } from "./job";
import { href, useRoute } from "./router";
import { preloadScreens, type Screens, useScreen } from "./screens";
import { StatusContext } from "./status";
import { useAutoSync } from "./sync";
import { Toasts } from "./toasts";
import { useLook } from "./look";

export function App() {
  const [client] = useState(() => {
    const made = makeQueryClient();
    // Asked before the first drawing, not after it.
    void made.prefetchQuery(reading("app.status", {}));
    return made;
  });
  return (
    <QueryClientProvider client={client}>
      <Opened />
    </QueryClientProvider>
  );
}

function Opened() {
  useChanges();
  useProgressEvents();
  const asked = useReading("app.status", {});
  const status = asked.data;
  // What was typed is still being told to the core while everything is hidden already; once it has locked, nothing of
  // the data stays in the window.
  const shut = useShut();
  const closed = status?.lock.locked ?? false;
  const locked = shut || closed;
  useForgetting(closed);
  // Headquarters asks for a PIN that is not there: nothing goes on before it is, unless a customer holds the device.
  const held = useLocked();
  const owed = !held && status !== undefined && status.lock.pin_required && !status.lock.has_pin;
  const back = useReopened(status);
  // The lock screen speaks and looks as the app did.
  const [last, setLast] = useState<{ settings: AppStatus["settings"]; zone?: string } | null>(null);
  const settings = closed ? (last?.settings ?? status?.settings) : status?.settings;
  const zone = closed ? last?.zone : status?.territory?.zone;
  if (status && !closed && (last?.settings !== settings || last?.zone !== zone))
    setLast({ settings: status.settings, zone });
  useLook(settings);
  useAutoLock(!locked && (status?.lock.has_pin ?? false), settings?.lock_after_min ?? 5);

  const text = textFor(settings?.language ?? "zh", zone);
  return (
    <TextContext value={text}>
      <Boundary>
        {asked.error && !status ? (
          <Empty
            page
            icon="warning"
            title={text.app.brokenTitle}
            text={text.say.error(asked.error)}
            action={<Button onPress={() => void asked.refetch()}>{text.app.retry}</Button>}
          />
        ) : (
          status &&
          back &&
          !closed && (
            <StatusContext value={status}>
              <Activity mode={shut ? "hidden" : "visible"}>
                <Screen status={status} />
              </Activity>
            </StatusContext>
          )
        )}
      </Boundary>
      {(locked || owed) && status ? (
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
  useDailyBackup(status);
  useAutoSync(status);

  if (name === "start") return <Loaded name="start" />;
  return (
    <Frame status={status} place={name}>
      <Boundary key={name}>
        {/* The lock screen is no place to go to: there would be no way out of it. */}
        {name === "lock" ? <Missing /> : <Loaded name={name} />}
      </Boundary>
    </Frame>
  );
}

function Loaded({ name }: { name: string }): ReactNode {
  const screen = useScreen(name as keyof Screens);
  if (screen === "missing") return <Missing />;
  if (screen === null) return null;
  return createElement(screen);
}

/** An address that leads nowhere. */
function Missing() {
  const t = useText();
  return (
    <Empty
      page
      icon="map"
      title={t.app.notFound}
      text={t.app.notFoundText}
      action={<ButtonLink to={href(["today"])}>{t.app.toToday}</ButtonLink>}
    />
  );
}
