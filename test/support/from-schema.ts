import fc from "./chance.ts";

/** As much of JSON Schema as our own descriptions use. */
export type JsonSchema = {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  default?: unknown;
  anyOf?: JsonSchema[];
  oneOf?: JsonSchema[];
  allOf?: JsonSchema[];
  properties?: Record<string, JsonSchema>;
  required?: string[];
  items?: JsonSchema;
  pattern?: string;
  format?: string;
  [limit: string]: unknown;
};

/** Texts that some reader somewhere could not digest. */
export const hostileText = fc.oneof(
  fc.constantFrom(
    "",
    " ",
    ".",
    "..",
    "../..",
    "%00",
    "%2e%2e",
    "%",
    "%zz",
    "%ff",
    "\0",
    "\ud800",
    "\udfff",
    "\u202e",
    "\ufeff",
    "\r\n",
    "'",
    '"',
    "__proto__",
    "constructor",
    "null",
    "undefined",
    "NaN",
    "-1",
    "0x10",
    "1e9",
    "1e400",
    "1e-9",
    " 5",
    "true",
    "[object Object]",
    "'; drop table pipelines.runs; --",
    "${7*7}",
    "{{7*7}}",
    "<script>",
    "\\",
    "//",
    "a//b",
    "a/b",
    "a?b=c",
    "a#b",
    "a;b",
    "é",
    "日本",
    "🦆",
    "x".repeat(300),
    "x".repeat(10_000),
    "%41".repeat(400),
    "(".repeat(2_000),
    " ".repeat(5_000) + "x",
    "2026-02-30T25:61:61Z",
    "0000-00-00",
    "9999-12-31T23:59:60Z",
    "what-shipped@0",
    "what-shipped@999999",
    "what-shipped:",
    "acme/..",
    "../acme",
  ),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
);

const hostile: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 3, arbitrary: hostileText },
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1e9,
    1e308,
    -0,
    2 ** 53,
    0.5,
    [],
    {},
    [[]],
    [null],
    { "": 0 },
    { __proto__x: 1 },
  ),
  fc.jsonValue({ maxDepth: 4 }),
);

/** Values that fit a schema, nearly. `known`: values that mean something to whoever is asked, by their key. */
export function fitting(schema: JsonSchema, known: Record<string, unknown[]> = {}, key = ""): fc.Arbitrary<unknown> {
  const familiar = known[key];
  const any = shaped(schema, known);
  return familiar ? fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...familiar) }, any) : any;
}

function shaped(schema: JsonSchema, known: Record<string, unknown[]>): fc.Arbitrary<unknown> {
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return fc.oneof(...choices.map((one) => fitting(one, known)));
  if ("const" in schema) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  switch (schema.type) {
    case "object":
      return objectOf(schema, known);
    case "array": {
      const [minLength, most] = [numberIn(schema, "minItems", 0), numberIn(schema, "maxItems", 4)];
      return fc.array(fitting(schema.items ?? {}, known), {
        minLength,
        maxLength: Math.max(minLength, Math.min(most, 4)),
      });
    }
    case "integer":
      return fc.integer({
        min: numberIn(schema, "minimum", -10),
        max: Math.min(numberIn(schema, "maximum", 1_000), 100_000),
      });
    case "number":
      return fc.double({ min: numberIn(schema, "minimum", -10), max: numberIn(schema, "maximum", 1_000), noNaN: true });
    case "boolean":
      return fc.boolean();
    case "null":
      return fc.constant(null);
    case "string":
      return textOf(schema);
    default:
      return hostile;
  }
}

function objectOf({ properties = {}, required = [] }: JsonSchema, known: Record<string, unknown[]>) {
  const parts = Object.fromEntries(
    Object.entries(properties).map(([name, part]) => [name, fitting(part, known, name)]),
  );
  return fc.record(parts, { requiredKeys: required.filter((name) => name in parts) });
}

function textOf(schema: JsonSchema): fc.Arbitrary<string> {
  const [minLength, most] = [numberIn(schema, "minLength", 0), numberIn(schema, "maxLength", 60)];
  if (schema.format === "uuid" || schema.format === "guid") return fc.uuid();
  if (schema.format === "uri") return fc.webUrl();
  if (schema.format === "date-time") {
    const [min, max] = [new Date("2024-01-01T00:00:00Z"), new Date("2028-01-01T00:00:00Z")];
    return fc.date({ min, max, noInvalidDate: true }).map((date) => date.toISOString());
  }
  if (schema.pattern && !schema.pattern.includes("(?")) return fc.stringMatching(new RegExp(schema.pattern));
  return fc.string({ unit: "grapheme-ascii", minLength, maxLength: Math.max(minLength, Math.min(most, 80)) });
}

/** The same value with one thing in it spoilt: another type, a key more or less, a text that hurts. */
export function spoilt(value: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> {
  return fc
    .tuple(value, fc.nat(), fc.constantFrom("put", "put", "drop", "add"), hostile)
    .map(([whole, at, how, odd]) => {
      const places = placesIn(whole, []);
      const place = places[at % places.length] ?? [];
      return changed(whole, place, how, odd);
    });
}

type Place = (string | number)[];

function placesIn(value: unknown, here: Place): Place[] {
  if (typeof value !== "object" || value === null) return [here];
  return [here, ...Object.entries(value).flatMap(([key, part]) => placesIn(part, [...here, key]))];
}

function changed(value: unknown, [key, ...deeper]: Place, how: string, odd: unknown): unknown {
  if (key === undefined)
    return how === "add" && typeof value === "object" && value ? { ...value, [String(odd).slice(0, 40)]: odd } : odd;
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...(value as object) };
  const whole = copy as Record<string, unknown>;
  if (deeper.length === 0 && how === "drop") delete whole[key];
  else whole[key] = changed(whole[key], deeper, how, odd);
  return copy;
}

function numberIn(schema: JsonSchema, name: string, usual: number): number {
  const given = schema[name];
  return typeof given === "number" && Math.abs(given) <= 1e9 ? given : usual;
}
