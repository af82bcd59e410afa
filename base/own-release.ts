import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The package's version. */
export function ownRelease(): string {
  // Safe: the package's own file.
  const { version } = JSON.parse(readFileSync(join(import.meta.dirname, "../package.json"), "utf8")) as Package;
  return version;
}

type Package = { version: string };
