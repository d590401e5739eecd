import { useEffect, useRef, useState } from "react";
import { useText } from "../text";
import css from "./map.module.css";
import type { MapView } from "./map-view";

export interface Place {
  id: string;
  /** 1e-7 degree, WGS-84. */
  lat_e7: number;
  lng_e7: number;
  /** Drawn in the point: an order number. */
  mark?: string;
  /** Read out and shown on hover: whose place it is. */
  label?: string;
  tone?: "plain" | "ink" | "due" | "start" | "done";
  /** The weekday whose colour it takes, 1 = Monday. */
  day?: number;
  /** Steps back, so that others stand out. */
  dim?: boolean;
}

export interface Line {
  id: string;
  places: readonly Pick<Place, "lat_e7" | "lng_e7">[];
  tone?: "plain" | "ink";
  day?: number;
  dim?: boolean;
}

export interface MapProps {
  label: string;
  places: readonly Place[];
  lines?: readonly Line[];
  /** The places to bring into sight, all where it is not given. */
  focus?: readonly string[];
  /** Drawn on top of the others, and larger. */
  lit?: string | null;
  onPlace?: (id: string) => void;
  /** A press on the ground, in degrees of WGS-84. */
  onGround?: (lat: number, lng: number) => void;
}

/** Points and lines on a plain ground, without a network. MapLibre comes only when a map is on screen. */
export function Map(props: MapProps) {
  const t = useText();
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<MapView>(undefined);
  const latest = useRef(props);
  const [state, setState] = useState<"coming" | "drawn" | "failed">("coming");
  const words = useRef({ title: props.label, zoomIn: t.app.mapZoomIn, zoomOut: t.app.mapZoomOut });
  useEffect(() => {
    latest.current = props;
  });

  useEffect(() => {
    let here = true;
    void (async () => {
      try {
        const { MapView } = await import("./map-view");
        if (!here || !box.current) return;
        const heard = {
          place: (id: string) => latest.current.onPlace?.(id),
          ground: (lat: number, lng: number) => latest.current.onGround?.(lat, lng),
        };
        view.current = new MapView(box.current, heard, words.current);
        view.current.show({ ...latest.current, picking: Boolean(latest.current.onGround) });
        setState("drawn");
      } catch {
        if (here) setState("failed");
      }
    })();
    return () => {
      here = false;
      view.current?.end();
      view.current = undefined;
    };
  }, []);

  const { places, lines, lit, focus, onGround } = props;
  const picking = Boolean(onGround);
  useEffect(() => {
    view.current?.show({ places, lines, lit, focus, picking });
  }, [places, lines, lit, focus, picking]);

  return (
    <div className={css.map} data-picking={onGround ? "" : undefined}>
      <div ref={box} className={css.ground} />
      {state !== "drawn" && (
        <p className={css.note}>{state === "failed" ? t.app.mapFailed : t.app.mapLoading}</p>
      )}
    </div>
  );
}
