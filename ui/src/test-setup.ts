import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";

// A second, its own measure, is short for a machine that builds something beside the tests.
configure({ asyncUtilTimeout: 4_000 });
afterEach(cleanup);

// What jsdom leaves out and the parts rely on.
HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
  this.open = true;
};
HTMLDialogElement.prototype.close ??= function close(this: HTMLDialogElement) {
  this.open = false;
  this.dispatchEvent(new Event("close"));
};
globalThis.matchMedia ??= ((query: string) => ({
  matches: false,
  media: query,
  addEventListener: () => undefined,
  removeEventListener: () => undefined,
})) as unknown as typeof matchMedia;
globalThis.IntersectionObserver ??= class {
  observe() {}
  disconnect() {}
} as unknown as typeof IntersectionObserver;
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
} as unknown as typeof ResizeObserver;
globalThis.CSS ??= { escape: (text: string) => text } as unknown as typeof CSS;
globalThis.EventSource ??= class {
  addEventListener() {}
  removeEventListener() {}
} as unknown as typeof EventSource;
Element.prototype.scrollIntoView ??= function scrollIntoView() {} as never;
