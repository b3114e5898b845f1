// Builds what the browser loads: one entry per page kind, fonts and styles as files of our own, nothing inlined (strict CSP).
import { existsSync } from "node:fs";
import { defineConfig } from "vite";

const entries = ["hamyar/web/assets/main.js", "hamyar/web/assets/charts.js"].filter((entry) => existsSync(entry));

export default defineConfig({
  base: "/static/dist/",
  publicDir: false,
  build: {
    outDir: "hamyar/web/static/dist",
    emptyOutDir: true,
    manifest: "manifest.json",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // htmx can evaluate code in attributes; our htmx-config forbids it (allowEval), and so does the policy of the pages.
    rolldownOptions: { input: entries, checks: { eval: false } },
  },
});
