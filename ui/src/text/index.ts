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

const TEXTS: Record<Language, Text> = {
  zh: { ...zh, language: "zh", format: formatsFor("zh"), shared: sharedFor("zh"), say: sentencesFor("zh") },
  en: { ...en, language: "en", format: formatsFor("en"), shared: sharedFor("en"), say: sentencesFor("en") },
};

export const TextContext = createContext<Text>(TEXTS.zh);

/** Every word on screen comes from here: `t.customer.title`, `t.format.date(…)`, `t.say.error(…)`. */
export function useText(): Text {
  return useContext(TextContext);
}

export function textFor(language: Language): Text {
  return TEXTS[language];
}
