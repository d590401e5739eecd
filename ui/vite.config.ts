/// <reference types="vitest/config" />
import optimizeLocales from "@react-aria/optimize-locales-plugin";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

export default defineConfig({
  plugins: [
    react(),
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
