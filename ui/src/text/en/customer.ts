import type { customer as zh } from "../zh/customer";

export const customer: typeof zh = {};
