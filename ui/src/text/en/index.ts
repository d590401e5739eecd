export * from "./app";
export * from "./customer";
export * from "./plan";
export * from "./setting";
export * from "./sheet";
export * from "./start";
export * from "./today";
