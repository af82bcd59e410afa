import { randomUUID } from "node:crypto";
import fc from "./chance.ts";
import { fitting, hostileText, spoilt, type JsonSchema } from "./from-schema.ts";
import { API_KEY } from "./pipelines.ts";

type Parameter = { name: string; in: string; schema: JsonSchema };
export type Described = {
  parameters: Parameter[];
  requestBody?: { content: Record<string, { schema: JsonSchema }> };
  responses: object;
};
export type Asked = {
  operation: string;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | undefined;
};

export const authorized = () => ({ authorization: `Bearer ${API_KEY}` });

/** Requests to every operation that is described, fitting and odd. @param known Values that lead somewhere, by the name of what takes them. */
export function documentedRequests(
  described: Record<string, Record<string, Described>>,
  known: Record<string, unknown[]>,
): fc.Arbitrary<Asked> {
  const all = Object.entries(described).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, one]) => requestOf(path, method.toUpperCase(), one, known)),
  );
  return fc.oneof(...all);
}

function requestOf(
  path: string,
  method: string,
  { parameters, requestBody }: Described,
  values: Record<string, unknown[]>,
): fc.Arbitrary<Asked> {
  const named = (where: string) =>
    fc.record(
      Object.fromEntries(
        parameters
          .filter((one) => one.in === where)
          .map(({ name, schema }) => {
            const usual = name === "repo" ? ["shop", "none"] : values[name];
            const fine = fitting(schema, usual ? { [name]: usual } : {}, name).map(String);
            return [name, fc.oneof({ weight: 5, arbitrary: fine }, hostileText)];
          }),
      ),
      { requiredKeys: where === "path" ? undefined : [] },
    ) as fc.Arbitrary<Record<string, string>>;
  const schema = requestBody?.content["application/json"]?.schema;
  const whole = schema ? fitting(schema, values) : fc.constant({});
  const body = fc.oneof(
    { weight: 4, arbitrary: whole.map((value) => JSON.stringify(value)) },
    { weight: 5, arbitrary: spoilt(whole).map((value) => JSON.stringify(value) ?? "") },
    { weight: 1, arbitrary: hostileText },
  );
  return fc
    .tuple(named("path"), named("query"), named("header"), body, fc.nat(20))
    .map(([inPath, query, header, text, odd]) => ({
      operation: `${method} ${path}`,
      method,
      path: `/api/v1${path.replace(/\{(\w+)\}/g, (_, name: string) => encoded(inPath[name] ?? "", odd))}${search(query)}`,
      headers: { ...authorized(), ...headersOf(method, header, odd) },
      body: method === "POST" ? text : undefined,
    }));
}

/** Some clients do not encode what they should. */
function encoded(part: string, odd: number): string {
  const well = part.toWellFormed();
  if (odd === 1) return well.replace(/[^\x21-\x7e]/g, "").replace(/[?#]/g, "") || "x";
  return encodeURIComponent(well);
}

function search(query: Record<string, string>): string {
  const parts = Object.entries(query).map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`);
  return parts.length > 0 ? `?${parts.join("&")}` : "";
}

function headersOf(method: string, given: Record<string, string>, odd: number): Record<string, string> {
  const sendable = Object.entries(given).map(([name, value]) => [
    name,
    value.replace(/[^\t\x20-\x7e\x80-\xff]/g, "").slice(0, 6_000),
  ]);
  const key = odd === 2 ? {} : { "idempotency-key": randomUUID() };
  const type: Record<string, string> =
    odd === 3 ? { "content-type": "text/plain" } : { "content-type": "application/json" };
  return { ...(method === "POST" && { ...type, ...key }), ...Object.fromEntries(sendable) };
}
