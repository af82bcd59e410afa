import { readFileSync } from "node:fs";
import { Hono } from "hono";

const own = (name: string) => new URL(`./static/${name}`, import.meta.url);
const lato = (style: string) => new URL(import.meta.resolve(`@fontsource/lato/files/lato-latin-${style}.woff2`));

const FILES: Readonly<Record<string, { file: URL; type: string }>> = {
  "demo-slack.css": { file: own("demo-slack.css"), type: "text/css; charset=utf-8" },
  "refresh.js": { file: own("refresh.js"), type: "text/javascript; charset=utf-8" },
  "act.js": { file: own("act.js"), type: "text/javascript; charset=utf-8" },
  "act.css": { file: own("act.css"), type: "text/css; charset=utf-8" },
  "icon.svg": { file: own("icon.svg"), type: "image/svg+xml" },
  "lato-400.woff2": { file: lato("400-normal"), type: "font/woff2" },
  "lato-400i.woff2": { file: lato("400-italic"), type: "font/woff2" },
  "lato-700.woff2": { file: lato("700-normal"), type: "font/woff2" },
  "lato-900.woff2": { file: lato("900-normal"), type: "font/woff2" },
};

/** A fixed list of files: no path of a request ever reaches the disk. */
export function staticRoutes() {
  const app = new Hono();
  for (const [name, { file, type }] of Object.entries(FILES)) {
    app.get(`/${name}`, (c) => c.body(readFileSync(file), 200, { "content-type": type, "cache-control": "no-cache" }));
  }
  return app;
}
