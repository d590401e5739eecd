// Every screen that gets its picture, and how to reach it. `url` is what follows the address; `before` does what
// only a hand can do (open a dialog, a menu) on Playwright's page; `folder` none = the first start.

export const SCREENS = [
  { name: "start", folder: "none", url: "#/" },
  { name: "today", url: "#/today" },
  { name: "plan", url: "#/plan" },
  { name: "customer", url: "#/customer" },
  { name: "setting", url: "#/setting" },
];
