/** Where a popover has to hang: an open dialog lies above everything in the body, so its popovers lie in it. */
export function topLayer(): Element {
  return [...document.querySelectorAll("dialog[open]")].at(-1) ?? document.body;
}
