import { createContext, useContext } from "react";
import type { Language } from "../ipc/types/Language";
import * as en from "./en";
import { type Formats, formatsFor } from "./format";
import { type SharedWords, sentencesFor, sharedFor } from "./sentence";
import * as zh from "./zh";

type Words = typeof zh;

export interface Text extends Words {
  language: Language;
  format: Formats;
  /** Words of codes: classes, segments, statuses, fields, … */
  shared: SharedWords;
  /** Sentences of errors, reasons, rules. */
  say: ReturnType<typeof sentencesFor>;
}

const WORDS: Record<Language, Words> = { zh, en };

const made = new Map<string, Text>();

/** The words of a language, with times as they are in the territory's IANA zone; the same object every time. */
export function textFor(language: Language, zone?: string): Text {
  const key = `${language} ${zone ?? ""}`;
  const text = made.get(key) ?? {
    ...WORDS[language],
    language,
    format: formatsFor(language, zone),
    shared: sharedFor(language),
    say: sentencesFor(language),
  };
  made.set(key, text);
  return text;
}

export const TextContext = createContext<Text>(textFor("zh"));

/** Every word on screen comes from here: `t.customer.title`, `t.format.date(…)`, `t.say.error(…)`. */
export function useText(): Text {
  return useContext(TextContext);
}
