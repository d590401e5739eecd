import { call } from "../ipc/call";
import { asAppError } from "../ipc/error";
import type { MapApp } from "../ipc/types/MapApp";
import { toast } from "../app/toast";
import { useText } from "../text";
import { Menu } from "./menu";

const APPS: MapApp[] = ["amap", "baidu", "apple", "google"];

/** Leaves for a customer with the map app that is chosen. Only for customers that have a position. */
export function NavigateMenu({ customerId, name }: { customerId: string; name: string }) {
  const t = useText();
  return (
    <Menu
      label={t.app.navigateTo(name)}
      word={t.app.navigate}
      icon="route"
      items={APPS.map((app) => ({ name: app, label: t.app.mapApps[app] }))}
      onChoose={(app) =>
        void call("navigate.go", { customer_id: customerId, app: app as MapApp }).catch((thrown: unknown) =>
          toast.error(asAppError(thrown)),
        )
      }
    />
  );
}
