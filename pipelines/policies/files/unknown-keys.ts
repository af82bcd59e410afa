import type { YamlValue } from "./read-yaml.ts";

/** A stranger's word is cut where it is quoted. */
const KEY_CHARS = 60;

/** By their names in the file, where something is said under them that nothing here follows. */
export const unknownKeys = (
  given: Readonly<Record<string, YamlValue>>,
  known: readonly string[],
  within = "",
): string[] =>
  Object.keys(given)
    .filter((key) => !known.includes(key))
    .map((key) => `${within}${key.slice(0, KEY_CHARS)}`);
