import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { loadAssets, type Assets } from "./assets.ts";

const STATIC = fileURLToPath(new URL("../../../views/static/", import.meta.url));

/** As `loadAssets` gives them, read again when a file of views/static is another one: for whoever is changing them. */
export function freshAssets(): Assets {
  let [seen, kept] = [state(), loadAssets()];
  const now = (): Assets => {
    const is = state();
    if (is !== seen) [seen, kept] = [is, loadAssets()];
    return kept;
  };
  return { find: (name) => now().find(name), url: (name) => now().url(name) };
}

function state(): string {
  const files = readdirSync(STATIC, { recursive: true, encoding: "utf8" });
  return files.map((file) => `${file} ${statSync(join(STATIC, file)).mtimeMs}`).join();
}
