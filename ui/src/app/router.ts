/**
 * The URL of a screen lies in the hash: `#/customer/0192…/contacts?q=zhl`. The last one is kept, so that the app
 * reopens where it was: ids and filters, not the words that were searched for.
 */
import { useSyncExternalStore } from "react";

const KEPT = "rounds.url";
/** Words that somebody searched for, on every screen: names and phones, which must not lie on the disk in plain. */
const WORDS = "q";

export interface Route {
  /** `["customer", id, "contacts"]`. */
  path: string[];
  query: URLSearchParams;
}

export type Query = Record<string, string | number | boolean | string[] | null | undefined>;

/** Reads `#/a/b?c=d`. */
export function readHash(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  return { path: path.split("/").filter(Boolean).map(decoded), query: new URLSearchParams(query) };
}

/** A URL that was cut in the middle of a character stays as it is. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Writes a URL; empty query values are left out, lists repeat their name. */
export function href(path: string[], query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (Array.isArray(value)) for (const one of value) search.append(name, one);
    else if (value !== null && value !== undefined && value !== false && value !== "")
      search.set(name, String(value));
  }
  return withQuery(path, search);
}

function withQuery(path: string[], query: URLSearchParams): string {
  const tail = query.toString();
  return `#/${path.map(encodeURIComponent).join("/")}${tail ? `?${tail}` : ""}`;
}

function keep(hash: string): void {
  const { path, query } = readHash(hash);
  query.delete(WORDS);
  localStorage.setItem(KEPT, withQuery(path, query));
}

let held: { hash: string; route: Route } = { hash: "", route: readHash("") };

/** The URL that cannot be left, while a customer holds the device. */
let pinned: string | null = null;

function current(): Route {
  const hash = pinned ?? globalThis.location.hash;
  if (held.hash !== hash) held = { hash, route: readHash(hash) };
  return held.route;
}

function subscribe(changed: () => void): () => void {
  const heard = () => {
    // The back gesture or a link: put the step back that was taken.
    if (pinned !== null && globalThis.location.hash !== pinned) history.pushState(null, "", pinned);
    keep(globalThis.location.hash);
    changed();
  };
  addEventListener("hashchange", heard);
  return () => removeEventListener("hashchange", heard);
}

export function useRoute(): Route {
  return useSyncExternalStore(subscribe, current);
}

/** Goes to a URL made by `href`. `replace` leaves no step for the back gesture: filters, tabs. */
export function navigate(url: string, { replace = false } = {}): void {
  if (url === globalThis.location.hash || pinned !== null) return;
  if (replace) {
    history.replaceState(null, "", url);
    dispatchEvent(new HashChangeEvent("hashchange"));
  } else {
    globalThis.location.hash = url;
  }
}

/** Nothing leads away from here until the returned function is called. */
export function holdRoute(): () => void {
  pinned = globalThis.location.hash;
  return () => {
    pinned = null;
  };
}

/** On start: the URL asked for, else the one left last, else 今日. */
export function restore(): void {
  if (globalThis.location.hash.length > 2) return;
  keep(localStorage.getItem(KEPT) ?? href(["today"]));
  history.replaceState(null, "", localStorage.getItem(KEPT));
}
