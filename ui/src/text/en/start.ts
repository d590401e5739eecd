import type { start as zh } from "../zh/start";

export const start: typeof zh = {};
