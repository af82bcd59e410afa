/** Manifests are a stranger's: no more of one is looked at. */
const MOST_LINES = 2_000;

/** The lines of one table of a TOML file, without comments; null where it has no such table. */
export function tableOf(toml: string, name: string): string[] | null {
  const lines = toml
    .split("\n", MOST_LINES)
    .map((line) => line.trim())
    .filter((line) => !line.startsWith("#"));
  const from = lines.indexOf(`[${name}]`);
  if (from < 0) return null;
  const below = lines.slice(from + 1);
  const end = below.findIndex((line) => line.startsWith("["));
  return end < 0 ? below : below.slice(0, end);
}

/** The texts of `key = ["a", "b"]`, over as many lines as it takes; none where there is no such key. */
export function listIn(toml: string, table: string, key: string): string[] {
  const lines = tableOf(toml, table) ?? [];
  const from = lines.findIndex((line) => isKey(line, key));
  const whole = from < 0 ? "" : lines.slice(from).join("\n");
  return quotedIn(whole.slice(whole.indexOf("[") + 1).split("]")[0] ?? "");
}

/** The text of `key = "a"`; null where there is none. */
export function textIn(toml: string, table: string, key: string): string | null {
  const line = tableOf(toml, table)?.find((one) => isKey(one, key)) ?? "";
  return quotedIn(line)[0] ?? null;
}

const isKey = (line: string, key: string): boolean =>
  line.startsWith(key) && line.slice(key.length).trimStart().startsWith("=");

/** In both kinds of quotes; what stands behind a comment's mark is none. */
function quotedIn(text: string): string[] {
  const lines = text.split("\n").map((line) => line.split(" #")[0] ?? "");
  return lines.flatMap((line) =>
    [...line.matchAll(/"([^"]*)"|'([^']*)'/g)].map(([, one, other]) => one ?? other ?? ""),
  );
}

/** The list under a key at the left margin of a YAML file, a line each. */
export function yamlListOf(yaml: string, key: string): string[] {
  const lines = yaml.split("\n", MOST_LINES).filter((line) => line.trim() !== "" && !line.trimStart().startsWith("#"));
  const below = lines.slice(lines.findIndex((line) => line.trimEnd() === `${key}:`) + 1);
  if (below.length === lines.length) return [];
  const end = below.findIndex((line) => !line.trimStart().startsWith("- "));
  const items = (end < 0 ? below : below.slice(0, end)).map((line) =>
    (line.trim().slice(2).split(" #")[0] ?? "").trim(),
  );
  return items.map((item) => item.replace(/^(["'])(.*)\1$/, "$2"));
}

/** What a JSON file holds; empty where it is no object. */
export function jsonObject(text: string): Record<string, unknown> {
  try {
    return asObject(JSON.parse(text));
  } catch {
    return {};
  }
}

export const asObject = (value: unknown): Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? { ...value } : {};

export const asTexts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((one) => typeof one === "string") : [];
