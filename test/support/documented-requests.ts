import { randomUUID } from "node:crypto";
import { problemDetails } from "../../webhooks/contract/problem.ts";
import fc from "./chance.ts";
import { fitting, hostileText, spoilt, type JsonSchema } from "./from-schema.ts";
import { API_KEY } from "./pipelines.ts";
import type { judgesOf } from "./described.ts";
import type { Sent } from "./raw-requests.ts";

type Parameter = { name: string; in: string; schema: JsonSchema };
export type Described = {
  parameters: Parameter[];
  requestBody?: { content: Record<string, { schema: JsonSchema }> };
  responses: object;
};
type Asked = {
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

/** What is wrong with an answer, whatever was asked; null: nothing. */
export function faultOf(
  judge: ReturnType<typeof judgesOf>,
  { operation, method, path }: Asked,
  { status, headers, text }: Sent,
): string | null {
  // A run that is being stopped can go on in a moment: that is said, with when to ask again.
  const isAMoment = status === 503 && operation === "POST /runs/{id}/continuation" && headers["retry-after"];
  if (status >= 500 && !isAMoment) return "a fault of ours";
  const [, template = ""] = operation.split(" ");
  // A part of the path that held a slash leads to another operation.
  if (status < 400 && path.split("?")[0]?.split("/").length !== `/api/v1${template}`.split("/").length) return null;
  // Node answers a line that is no HTTP before any of ours sees it.
  if (status === 400 && text === "" && path.includes("\\")) return null;
  const fault = judge(method, template, {
    status,
    text,
    header: (name) => headers[name.toLowerCase()]?.toString() ?? null,
  });
  if (fault) return fault;
  if (status < 400) return null;
  const read = problemDetails.safeParse(JSON.parse(text));
  if (!read.success || read.data.status !== status) return "a problem document of another shape";
  return text.length > 200_000 ? "a refusal that says everything again" : null;
}
