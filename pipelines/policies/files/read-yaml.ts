import { LineCounter, parseDocument } from "yaml";

/** Of what one can be made; anything else of YAML is text. */
export type YamlValue = string | null | YamlValue[] | { [key: string]: YamlValue };

/**
 * Reads YAML as lists, maps and text: no types, no tags, no merging, and no anchors that are used, which could make much of little.
 *
 * @returns Why it cannot be read, behind the file's name, otherwise.
 */
export function readYaml(text: string): { value: YamlValue } | { because: string } {
  const lineCounter = new LineCounter();
  const options = { schema: "failsafe", stringKeys: true, uniqueKeys: true, logLevel: "silent" } as const;
  try {
    const document = parseDocument(text, { ...options, prettyErrors: false, lineCounter });
    const [error] = document.errors;
    if (error) return { because: `is no YAML: line ${lineCounter.linePos(error.pos[0]).line} cannot be read` };
    // Safe: the failsafe schema has text, lists and maps alone, and keys are text.
    return { value: document.toJS({ maxAliasCount: 0 }) as YamlValue };
  } catch (error) {
    if (error instanceof ReferenceError) return { because: "uses anchors, which are not followed" };
    if (error instanceof RangeError) return { because: "is nested too deep" };
    throw error;
  }
}

/** What a map has under a name; nothing for anything else. */
export const keyed = (value: YamlValue | undefined): Record<string, YamlValue> =>
  value !== null && typeof value === "object" && !Array.isArray(value) ? value : {};

/** One text, or several. */
export function yamlTexts(value: YamlValue | undefined): string[] {
  const all = Array.isArray(value) ? value : [value ?? null];
  return all.flatMap((one) => (typeof one === "string" && one.trim() !== "" ? [one.trim()] : []));
}

export const yamlList = (value: YamlValue | undefined): YamlValue[] => (Array.isArray(value) ? value : []);
