/** The map itself. The only module that names MapLibre. */
import {
  type ExpressionSpecification,
  type GeoJSONSource,
  LngLatBounds,
  Map as GlMap,
  Marker,
  NavigationControl,
  ScaleControl,
  setWorkerUrl,
} from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import type { MapProps, Place } from "./map";
import css from "./map-view.module.css";

setWorkerUrl(workerUrl);

/** Above this, plain places are drawn as dots on the canvas: 500 buttons would make moving the map jerk. */
const MOST_MARKERS = 150;

interface Heard {
  place: (id: string) => void;
  ground: (lat: number, lng: number) => void;
}

interface Shown extends Pick<MapProps, "places" | "lines" | "lit" | "focus"> {
  picking?: boolean;
}

export interface MapWords {
  zoomIn: string;
  zoomOut: string;
  title: string;
}

export class MapView {
  private readonly map: GlMap;
  private readonly markers = new globalThis.Map<string, Marker>();
  private readonly theme: MutationObserver;
  private shown: Shown = { places: [] };
  private fitted: ReadonlySet<string> = new Set();
  private ready = false;

  constructor(
    box: HTMLElement,
    private readonly heard: Heard,
    words: MapWords,
  ) {
    this.map = new GlMap({
      container: box,
      style: { version: 8, sources: {}, layers: [] },
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      center: [105, 35],
      zoom: 3,
      maxZoom: 19,
      fadeDuration: 0,
      locale: {
        "NavigationControl.ZoomIn": words.zoomIn,
        "NavigationControl.ZoomOut": words.zoomOut,
        "Map.Title": words.title,
      },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new NavigationControl({ showCompass: false }), "top-right");
    this.map.addControl(new ScaleControl({ unit: "metric", maxWidth: 120 }), "bottom-left");
    this.map.on("click", (event) => {
      if (this.shown.picking) this.heard.ground(event.lngLat.lat, event.lngLat.lng);
    });
    this.map.on("load", () => {
      this.addLayers();
      this.ready = true;
      this.draw();
    });
    this.theme = new MutationObserver(() => this.ready && this.colour());
    this.theme.observe(document.documentElement, { attributeFilter: ["data-theme"] });
  }

  show(shown: Shown): void {
    this.shown = shown;
    // The view is right before the first picture, not after a jump.
    this.fit();
    if (this.ready) this.draw();
  }

  end(): void {
    this.theme.disconnect();
    this.map.remove();
  }

  private addLayers(): void {
    const empty = { type: "FeatureCollection" as const, features: [] };
    this.map.addSource("lines", { type: "geojson", data: empty });
    this.map.addSource("dots", { type: "geojson", data: empty });
    this.map.addLayer({
      id: "lines",
      type: "line",
      source: "lines",
      layout: { "line-cap": "round", "line-join": "round" },
      paint: {
        "line-width": ["case", ["get", "ink"], 3, 2],
        "line-opacity": ["case", ["get", "dim"], 0.2, 1],
      },
    });
    this.map.addLayer({
      id: "dots",
      type: "circle",
      source: "dots",
      paint: {
        "circle-radius": 4.5,
        "circle-stroke-width": 1.5,
        "circle-opacity": ["case", ["get", "dim"], 0.25, 1],
      },
    });
    this.map.on("click", "dots", (event) => {
      const id: unknown = event.features?.[0]?.properties.id;
      if (typeof id === "string") this.heard.place(id);
    });
    this.colour();
  }

  private colour(): void {
    const style = getComputedStyle(document.documentElement);
    const token = (name: string) => style.getPropertyValue(name).trim();
    const ofDay = (otherwise: string): ExpressionSpecification => [
      "match",
      ["get", "day"],
      ...([1, 2, 3, 4, 5, 6, 7].flatMap((day) => [day, token(`--day-${day}`)]) as [number, string]),
      otherwise,
    ];
    this.map.setPaintProperty("lines", "line-color", [
      "case",
      ["get", "ink"],
      token("--ink"),
      ofDay(token("--line-strong")),
    ]);
    this.map.setPaintProperty("dots", "circle-color", ofDay(token("--line-strong")));
    this.map.setPaintProperty("dots", "circle-stroke-color", token("--surface"));
  }

  private draw(): void {
    const { places, lines = [] } = this.shown;
    const few = places.length <= MOST_MARKERS;
    const asMarker = (place: Place) => few || Boolean(place.mark) || (place.tone ?? "plain") !== "plain";
    this.source("lines").setData({
      type: "FeatureCollection",
      features: lines.map((line) => ({
        type: "Feature",
        properties: { ink: line.tone === "ink", day: line.day ?? 0, dim: line.dim ?? false },
        geometry: { type: "LineString", coordinates: line.places.map(degrees) },
      })),
    });
    this.source("dots").setData({
      type: "FeatureCollection",
      features: places
        .filter((place) => !asMarker(place))
        .map((place) => ({
          type: "Feature",
          properties: { id: place.id, day: place.day ?? 0, dim: place.dim ?? false },
          geometry: { type: "Point", coordinates: degrees(place) },
        })),
    });
    this.mark(places.filter(asMarker));
  }

  private mark(places: readonly Place[]): void {
    const wanted = new Set(places.map(({ id }) => id));
    for (const [id, marker] of this.markers) {
      if (!wanted.has(id)) {
        marker.remove();
        this.markers.delete(id);
      }
    }
    for (const place of places) {
      const marker = this.markers.get(place.id) ?? this.addMarker(place);
      marker.setLngLat(degrees(place));
      const point = marker.getElement();
      point.dataset.tone = place.tone ?? "plain";
      point.dataset.day = String(place.day ?? "");
      point.toggleAttribute("data-dim", place.dim ?? false);
      point.toggleAttribute("data-lit", this.shown.lit === place.id);
      point.textContent = place.mark ?? "";
      point.setAttribute("aria-label", place.label ?? place.mark ?? "");
      point.title = place.label ?? "";
    }
  }

  private addMarker({ id, lat_e7, lng_e7 }: Place): Marker {
    const element = document.createElement("button");
    element.type = "button";
    element.className = css.point ?? "";
    element.addEventListener("click", (event) => {
      event.stopPropagation();
      this.heard.place(id);
    });
    const marker = new Marker({ element }).setLngLat(degrees({ lat_e7, lng_e7 })).addTo(this.map);
    this.markers.set(id, marker);
    return marker;
  }

  /**
   * Brings everything into sight when there are places that were not in sight before, or others are asked for; a moved
   * pin does not move the map, nor does a place that is left out.
   */
  private fit(): void {
    const { focus } = this.shown;
    const places = focus ? this.shown.places.filter(({ id }) => focus.includes(id)) : this.shown.places;
    if (places.length === 0) return;
    const inSight = places.every(({ id }) => this.fitted.has(id));
    if (inSight && (!focus || places.length === this.fitted.size)) return;
    this.fitted = new Set(places.map(({ id }) => id));
    const bounds = new LngLatBounds();
    for (const place of places) bounds.extend(degrees(place));
    this.map.fitBounds(bounds, { padding: 48, maxZoom: places.length === 1 ? 13 : 15, animate: false });
  }

  private source(name: string): GeoJSONSource {
    return this.map.getSource(name) as GeoJSONSource;
  }
}

function degrees({ lat_e7, lng_e7 }: Pick<Place, "lat_e7" | "lng_e7">): [number, number] {
  return [lng_e7 / 1e7, lat_e7 / 1e7];
}
