import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { canonicalJson } from "./digest.ts";

/**
 * Where a value that one schema takes may be none that the other takes. `breaking`: nothing that stood at that place passes; `narrowing`:
 * some of it does not.
 */
export type Loss = {
  /** `parameters.sources[].repo`; `event(run.failed).problem`. */
  path: string;
  kind: "narrowing" | "breaking";
  code: "type" | "values" | "limit" | "form" | "gone" | "needed" | "closed";
  /** Of the two: the values that are lost, the types, the keyword with both of its values. */
  what: string;
};

type Schema = Readonly<Record<string, unknown>>;

/** What we and zod write stays far below: deeper there is a circle, or nonsense. */
const MOST_DEPTH = 48;
const MOST_LOSSES = 200;

/** Both are JSON Schemas (2020-12) as zod writes them; what is none takes anything. */
export function lossesBetween(from: unknown, to: unknown, path: string): Loss[] {
  return walk(from, to, path, 0).slice(0, MOST_LOSSES);
}

function walk(from: unknown, to: unknown, path: string, depth: number): Loss[] {
  if (depth > MOST_DEPTH || isDeepStrictEqual(from, to)) return [];
  const [had, has] = [formsOf(from), formsOf(to)];
  const [one, other] = [had[0], has[0]];
  if (one && other && had.length === 1 && has.length === 1) return ofOne(one, other, path, depth);
  const lost = had.flatMap((form) => {
    if (has.some((taken) => walk(form, taken, path, depth + 1).length === 0)) return [];
    const name = nameOf(form);
    const partner = has.find((taken) => nameOf(taken) === name);
    if (!partner) return [{ path, kind: "narrowing" as const, code: "values" as const, what: name }];
    return walk(form, partner, isNamed(form) ? `${path}(${name})` : path, depth + 1);
  });
  const isAll = lost.length === had.length && lost.every(({ code }) => code === "values");
  return isAll ? lost.map((loss) => ({ ...loss, kind: "breaking" as const })) : lost;
}

const object = z.record(z.string(), z.unknown());
const schemaIn = (value: unknown): Schema => object.safeParse(value).data ?? {};
const listIn = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);

function formsOf(schema: unknown): Schema[] {
  const read = schemaIn(schema);
  const forms = [...listIn(read["anyOf"]), ...listIn(read["oneOf"])].map(schemaIn);
  return forms.length > 0 ? forms : [read];
}

/** One of several forms: by its `type` member, as events have it, or by what kind of JSON it is. */
function nameOf(form: Schema): string {
  const tag = tagOf(form);
  return tag ?? typesOf(form).join(" or ");
}

const isNamed = (form: Schema): boolean => tagOf(form) !== undefined;

function tagOf(form: Schema): string | undefined {
  const tag = schemaIn(schemaIn(form["properties"])["type"])["const"];
  return typeof tag === "string" ? tag : undefined;
}

function typesOf({ type, const: only }: Schema): string[] {
  if (Array.isArray(type)) return type.map(String);
  if (typeof type === "string") return [type];
  return only === undefined ? ["anything"] : [typeof only];
}

function ofOne(from: Schema, to: Schema, path: string, depth: number): Loss[] {
  const [had, has] = [typesOf(from), typesOf(to)];
  const lost = had.filter((type) => !has.includes(type) && !has.includes("anything") && !isWhole(type, has));
  if (lost.length > 0) {
    const kind = lost.length === had.length ? "breaking" : "narrowing";
    return [{ path, kind, code: "type", what: `${had.join(" or ")} → ${has.join(" or ")}` }];
  }
  return [
    ...ofValues(from, to, path),
    ...ofLimits(from, to, path),
    ...ofForm(from, to, path),
    ...ofMembers(from, to, path, depth),
    ...(from["items"] !== undefined && to["items"] !== undefined
      ? walk(from["items"], to["items"], `${path}[]`, depth + 1)
      : []),
  ];
}

const isWhole = (type: string, has: readonly string[]): boolean => type === "integer" && has.includes("number");

function ofValues(from: Schema, to: Schema, path: string): Loss[] {
  const [had, has] = [valuesOf(from), valuesOf(to)];
  if (!has) return [];
  if (!had) return [{ path, kind: "narrowing", code: "values", what: "others" }];
  const lost = had.filter((value) => !has.includes(value));
  if (lost.length === 0) return [];
  return [{ path, kind: lost.length === had.length ? "breaking" : "narrowing", code: "values", what: lost.join(", ") }];
}

function valuesOf(schema: Schema): string[] | null {
  const values = schema["const"] === undefined ? schema["enum"] : [schema["const"]];
  return Array.isArray(values)
    ? values.map((value) => (typeof value === "string" ? value : canonicalJson(value)))
    : null;
}

const LEAST = ["minLength", "minItems", "minProperties", "minimum", "exclusiveMinimum"];
const MOST = ["maxLength", "maxItems", "maxProperties", "maximum", "exclusiveMaximum"];

function ofLimits(from: Schema, to: Schema, path: string): Loss[] {
  const limit = (schema: Schema, name: string, none: number): number => {
    const value = schema[name];
    return typeof value === "number" ? value : none;
  };
  const tighter = [
    ...LEAST.filter((name) => limit(to, name, -Infinity) > limit(from, name, -Infinity)),
    ...MOST.filter((name) => limit(to, name, Infinity) < limit(from, name, Infinity)),
  ];
  return tighter.map((name) => {
    const [was, is] = [from[name] ?? "none", to[name]];
    return { path, kind: "narrowing", code: "limit", what: `${name} ${String(was)} → ${String(is)}` };
  });
}

/** What cannot be compared is otherwise where it differs. */
const FORMS = [
  "pattern",
  "format",
  "multipleOf",
  "uniqueItems",
  "propertyNames",
  "prefixItems",
  "allOf",
  "not",
  "$ref",
];

function ofForm(from: Schema, to: Schema, path: string): Loss[] {
  return FORMS.filter((name) => to[name] !== undefined && canonicalJson(to[name]) !== canonicalJson(from[name])).map(
    (name) => ({ path, kind: "narrowing", code: "form", what: name }),
  );
}

function ofMembers(from: Schema, to: Schema, path: string, depth: number): Loss[] {
  const [had, has] = [schemaIn(from["properties"]), schemaIn(to["properties"])];
  const at = (name: string) => (path === "" ? name : `${path}.${name}`);
  const more = to["additionalProperties"];
  const isOpen = (schema: Schema) => schema["type"] === "object" && schema["additionalProperties"] !== false;
  const members = Object.keys(had).flatMap((name): Loss[] => {
    if (Object.hasOwn(has, name)) return walk(had[name], has[name], at(name), depth + 1);
    if (more === false) return [{ path: at(name), kind: "breaking", code: "gone", what: "" }];
    return more === undefined || more === true ? [] : walk(had[name], more, at(name), depth + 1);
  });
  const required = listIn(from["required"]);
  const needed = listIn(to["required"]).flatMap((name): Loss[] => {
    // Whoever reads puts what is usual into its place.
    if (typeof name !== "string" || required.includes(name) || schemaIn(has[name])["default"] !== undefined) return [];
    return [{ path: at(name), kind: Object.hasOwn(had, name) ? "narrowing" : "breaking", code: "needed", what: "" }];
  });
  const others = from["additionalProperties"];
  const closed: Loss[] =
    isOpen(from) && to["type"] === "object" && more === false
      ? [{ path, kind: "narrowing", code: "closed", what: "" }]
      : typeof others === "object" && typeof more === "object"
        ? walk(others, more, `${path}.*`, depth + 1)
        : [];
  return [...members, ...needed, ...closed];
}
