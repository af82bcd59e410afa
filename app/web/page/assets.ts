import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { EMOJI_NAMES } from "../../message/emoji.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const STATIC = join(root, "views/static");
const inStatic = (name: string) => join(STATIC, name);
const inPackage = (path: string) => join(root, "node_modules", path);

/** The only files that leave this machine, by name. Never a folder, never all of node_modules. */
const FILES: Record<string, string> = {
  "icon.svg": inStatic("icon.svg"),
  "tell.js": inStatic("tell.js"),
  "app.js": inStatic("app.js"),
  "copies.js": inStatic("copies.js"),
  "draft.js": inStatic("draft.js"),
  "emoji.json": fileURLToPath(EMOJI_NAMES),
  "picks.js": inStatic("picks.js"),
  "items.js": inStatic("items.js"),
  "policy.js": inStatic("policy.js"),
  "templates.js": inStatic("templates.js"),
  "typed.js": inStatic("typed.js"),
  "theme.js": inStatic("theme.js"),
  "htmx.js": inPackage("htmx.org/dist/htmx.min.js"),
  "markdown-toolbar.js": inPackage("@github/markdown-toolbar-element/dist/index.js"),
  "relative-time.js": inPackage("@github/relative-time-element/dist/bundle.js"),
  "inter.woff2": inPackage("@fontsource-variable/inter/files/inter-latin-wght-normal.woff2"),
  "newsreader.woff2": inPackage("@fontsource-variable/newsreader/files/newsreader-latin-wght-normal.woff2"),
  "mono.woff2": inPackage("@fontsource-variable/jetbrains-mono/files/jetbrains-mono-latin-wght-normal.woff2"),
  "lato-400.woff2": inPackage("@fontsource/lato/files/lato-latin-400-normal.woff2"),
  "lato-400-italic.woff2": inPackage("@fontsource/lato/files/lato-latin-400-italic.woff2"),
  "lato-700.woff2": inPackage("@fontsource/lato/files/lato-latin-700-normal.woff2"),
  "lato-900.woff2": inPackage("@fontsource/lato/files/lato-latin-900-normal.woff2"),
  // Last: it names fonts. What a file names is replaced by its hashed address, so it stands before.
  "app.css": inStatic("app.css"),
};

const TYPES: Record<string, string> = {
  svg: "image/svg+xml",
  js: "text/javascript; charset=utf-8",
  css: "text/css; charset=utf-8",
  json: "application/json",
  woff2: "font/woff2",
};

type Asset = { body: Uint8Array<ArrayBuffer>; type: string; hash: string };
export type Assets = { find: (name: string) => Asset | undefined; url: (name: string) => string };

/** Reads every asset once. The address carries the content's hash, so that a browser may keep it for ever. */
export function loadAssets(): Assets {
  const assets = new Map<string, Asset>();
  const url = (name: string): string => {
    const asset = assets.get(name);
    if (!asset) throw new Error(`There is no asset ${name}; app/web/page/assets.ts lists them.`);
    return `/assets/${name}?v=${asset.hash}`;
  };
  for (const [name, path] of Object.entries(FILES)) {
    const extension = name.slice(name.lastIndexOf(".") + 1);
    const ours = path.startsWith(STATIC) && extension !== "svg";
    const body = ours ? withHashedUrls(joined(path), url) : readFileSync(path);
    const hash = createHash("sha256").update(body).digest("base64url").slice(0, 12);
    assets.set(name, { body: new Uint8Array(body), type: TYPES[extension] ?? "application/octet-stream", hash });
  }
  return { find: (name) => assets.get(name), url };
}

/** A file of ours, with each style sheet that it imports in its place: a page asks for all of them at once. */
function joined(path: string): string {
  const text = readFileSync(path, "utf8");
  return text.replace(/^@import "([\w./-]+)";$/gm, (_all, name: string) => joined(join(dirname(path), name)));
}

/** A style sheet's `url("name")` and a script's `from "./name"`. */
function withHashedUrls(text: string, url: (name: string) => string): Buffer {
  const styled = text.replace(/url\("([\w.-]+)"\)/g, (_all, name: string) => `url("${url(name)}")`);
  return Buffer.from(styled.replace(/from "\.\/([\w.-]+)"/g, (_all, name: string) => `from "${url(name)}"`));
}
