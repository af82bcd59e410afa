import { Validator, type Schema } from "@cfworker/json-schema";
import { Ajv2020 } from "ajv/dist/2020.js";
import formats from "ajv-formats";

type Part = { content?: Record<string, { schema: Schema }>; headers?: Record<string, { required?: boolean }> };
type Reference = { $ref?: string };
type Described = {
  operationId: string;
  parameters: { name: string; in: string }[];
  requestBody?: object;
  responses: Record<string, Part & Reference>;
};
export type Description = {
  paths: Record<string, Record<string, Described>>;
  components: { responses: Record<string, Part>; schemas: Record<string, Schema> };
};

type Given = { status: number; header: (name: string) => string | null; text: string };

/** What a description promises of each answer, as two strangers read it: Ajv and cfworker's validator. */
export function judgesOf(description: Description) {
  const known = new Map<string, (value: unknown) => string | null>();
  const { components } = description;

  /** @param path As the description writes it: `/runs/{id}`. @returns what is wrong with the answer; null: nothing. */
  function faultOf(method: string, path: string, { status, header, text }: Given): string | null {
    const responses = description.paths[path]?.[method.toLowerCase()]?.responses;
    if (!responses) return `${method} ${path} is not described`;
    // Three digits begin a key of their own; `default` is what refuses.
    const named = responses[status] ?? (status >= 400 ? responses["default"] : undefined);
    if (!named) return `status ${status} is not described`;
    const part = named.$ref ? components.responses[lastOf(named.$ref)] : named;
    const [type = ""] = (header("content-type") ?? "").split(";");
    const schema = part?.content?.[type]?.schema;
    if (!schema) return `${status} as ${type || "nothing"} is not described`;
    for (const [name, { required }] of Object.entries(part?.headers ?? {})) {
      if (required && header(name) === null) return `${status} has no ${name}`;
    }
    // Other media, such as lines of JSON, are texts.
    return judge(
      `${method} ${path} ${status} ${type}`,
      schema,
    )(/^application\/(?:problem\+)?json$/.test(type) ? JSON.parse(text) : text);
  }

  function judge(name: string, schema: Schema) {
    const found = known.get(name) ?? twoJudges({ ...schema, components });
    known.set(name, found);
    return found;
  }

  return faultOf;
}

const lastOf = (reference: string): string => reference.split("/").at(-1) ?? "";

function twoJudges(schema: Schema): (value: unknown) => string | null {
  // Not strict: a description has members that JSON Schema does not know.
  const ajv = new Ajv2020({ strict: false });
  formats.default(ajv);
  const [one, other] = [ajv.compile(schema), new Validator(schema, "2020-12")];
  return (value) => {
    if (!one(value)) return `Ajv: ${ajv.errorsText(one.errors)}`;
    const { valid, errors } = other.validate(value);
    return valid ? null : `cfworker: ${errors.at(-1)?.instanceLocation} ${errors.at(-1)?.error}`;
  };
}
