import type { AppError } from "./types/AppError";

export type { AppError };

/** What `call` throws; everything else that is thrown is a fault of ours. */
export function isAppError(thrown: unknown): thrown is AppError {
  return typeof thrown === "object" && thrown !== null && "code" in thrown && "detail" in thrown;
}

/** The failure behind anything thrown, so that every failure has a sentence. */
export function asAppError(thrown: unknown): AppError {
  if (isAppError(thrown)) return thrown;
  const cause = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: "internal", field: null, detail: { cause } };
}

/** What an address asked for is not there: it is gone, or the address is no name of anything. */
export const isGone = ({ code }: AppError): boolean => code === "not_found" || code === "bad_arguments";
