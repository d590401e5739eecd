import { useEffect } from "react";
import type { Settings } from "../ipc/types/Settings";

/** Puts theme, text size and language on the root element, where the tokens read them. */
export function useLook(settings: Settings | undefined): void {
  const { theme = "system", text_size: size = "standard", language } = settings ?? {};
  useEffect(() => {
    const root = document.documentElement;
    const dark = matchMedia("(prefers-color-scheme: dark)");
    const paint = () => {
      root.dataset.theme = theme === "system" ? (dark.matches ? "dark" : "light") : theme;
    };
    paint();
    root.dataset.textSize = size;
    if (language) root.lang = language === "zh" ? "zh-CN" : "en";
    dark.addEventListener("change", paint);
    return () => dark.removeEventListener("change", paint);
  }, [theme, size, language]);
}
