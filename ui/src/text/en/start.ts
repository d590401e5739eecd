import type { start as zh } from "../zh/start";

export const start: typeof zh = {
  title: "Rounds",
  lead: "Turns a workbook of customers into next week's visits, planned and printed. Everything stays on this device.",
  demoTitle: "See the demo",
  demoText: "Opens an invented county with about 260 customers. Change whatever you like.",
  demoAction: "See the demo",
  ownTitle: "Import your own customers",
  ownText: "Choose an .xlsx, .xls, .ods or .csv file. You see what would be imported before anything is.",
  ownAction: "Choose a workbook",
  ownDrop: "Or drop the file here",
  ownEmpty: "Start without a workbook",
  later: "The demo and your own data are kept apart. You can switch in Settings later.",
};
