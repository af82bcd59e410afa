import { z } from "zod";

const node = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  required: z.array(z.string()).optional(),
  additionalProperties: z.unknown().optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  $defs: z.record(z.string(), z.unknown()).optional(),
});

/** Keywords that strict mode refuses. @source OpenAI, "Structured Outputs", supported schemas. */
const REFUSED = [
  "allOf",
  "oneOf",
  "not",
  "if",
  "then",
  "else",
  "dependentRequired",
  "dependentSchemas",
  "patternProperties",
];

/**
 * What strict mode would refuse in a JSON Schema, in OpenAI's words; null when nothing.
 *
 * @source OpenAI, "Structured Outputs": every object names all its properties as required and allows no others.
 */
export function schemaFault(schema: unknown, path: readonly string[] = []): string | null {
  const read = node.safeParse(schema);
  const context = `In context=(${path.map((part) => `'${part}'`).join(", ")}${path.length === 1 ? "," : ""})`;
  if (!read.success) return `${context}, schema must be an object.`;
  const { type, properties = {}, required = [], additionalProperties, items, anyOf = [], $defs = {} } = read.data;
  if (path.length === 0 && type !== "object")
    return `schema must be a JSON Schema of 'type: "object"', got 'type: "${type}"'.`;
  const refused = REFUSED.find((keyword) => keyword in read.data);
  if (refused) return `${context}, '${refused}' is not permitted.`;
  if (type === "object") {
    if (additionalProperties !== false) {
      return `${context}, 'additionalProperties' is required to be supplied and to be false.`;
    }
    const missing = Object.keys(properties).find((name) => !required.includes(name));
    if (missing) {
      return `${context}, 'required' is required to be supplied and to be an array including every key in properties. Missing '${missing}'.`;
    }
  }
  const parts: [string[], unknown][] = [
    ...Object.entries(properties).map(([name, part]): [string[], unknown] => [["properties", name], part]),
    ...Object.entries($defs).map(([name, part]): [string[], unknown] => [["$defs", name], part]),
    ...anyOf.map((part, index): [string[], unknown] => [["anyOf", String(index)], part]),
    ...(items === undefined ? [] : [[["items"], items] as [string[], unknown]]),
  ];
  return parts.reduce<string | null>((fault, [more, part]) => fault ?? schemaFault(part, [...path, ...more]), null);
}
