/// <reference types="vitest/config" />
import optimizeLocales from "@react-aria/optimize-locales-plugin";
import react from "@vitejs/plugin-react";
import { defineConfig, type HtmlTagDescriptor, type Plugin, type Rollup } from "vite";

/** Fetches modules beside the program that will ask for them, instead of after it has run. */
function fetchAhead(...modules: string[]): Plugin {
  return {
    name: "fetch-ahead",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle }) {
        const tags = new Map<string, HtmlTagDescriptor>();
        const tag = (rel: string, file: string) => {
          if (html.includes(`/${file}"`)) return;
          tags.set(file, {
            tag: "link",
            attrs: { rel, href: `/${file}`, crossorigin: true },
            injectTo: "head",
          });
        };
        const fetch = (chunk: Rollup.OutputChunk) => {
          if (tags.has(chunk.fileName)) return;
          tag("modulepreload", chunk.fileName);
          for (const css of chunk.viteMetadata?.importedCss ?? []) tag("stylesheet", css);
          for (const name of chunk.imports) {
            const next = bundle?.[name];
            if (next?.type === "chunk") fetch(next);
          }
        };
        for (const module of modules) {
          const chunk = Object.values(bundle ?? {}).find(
            (made) => made.type === "chunk" && made.facadeModuleId?.endsWith(module),
          );
          if (bundle && chunk?.type !== "chunk") throw new Error(`no chunk begins with ${module}`);
          if (chunk?.type === "chunk") fetch(chunk);
        }
        return [...tags.values()];
      },
    },
  };
}

export default defineConfig({
  plugins: [
    react(),
    fetchAhead("/features/today/index.tsx", "/@tauri-apps/api/core.js", "/@tauri-apps/api/event.js"),
    // React Aria brings its own sentences in 30 languages; two are enough.
    { ...optimizeLocales.vite({ locales: ["zh-CN", "en-US"] }), enforce: "pre" },
  ],
  // The worker of the map is an ES module.
  worker: { format: "es" },
  // WebKitGTK 2.40, as Debian 12 has it, and the Android web view of a three-year-old tablet.
  build: { target: ["es2022", "safari16"], chunkSizeWarningLimit: 1200 },
  server: {
    port: 5173,
    strictPort: true,
    // The core behind the browser: the test door.
    proxy: process.env.ROUNDS_DOOR
      ? { "/call": process.env.ROUNDS_DOOR, "/events": process.env.ROUNDS_DOOR }
      : undefined,
  },
  test: {
    environment: "jsdom",
    include: ["src/**/*.test.{ts,tsx}"],
    setupFiles: ["src/test-setup.ts"],
    testTimeout: 15_000,
  },
});
