import { expect, test } from "vitest";
import { contractDifferences, harmful, worstOf } from "../../webhooks/contract/contract-differences.ts";
import { contractSchemas } from "../../webhooks/contract/schemas.ts";
import { changedContract, type AnySchema } from "../support/changed-contract.ts";

const now = JSON.parse(JSON.stringify(contractSchemas())) as AnySchema;
const after = (change: (contract: AnySchema) => void) => contractDifferences(now, changedContract(change));
const parametersOf = (contract: AnySchema) => contract["trigger"]!.properties!["parameters"]!.properties!;
const eventOf = (contract: AnySchema, at: number) => contract["event"]!.oneOf![at]!.properties!["results"]!;

test("a contract does not differ from itself", () => {
  expect(after(() => undefined)).toEqual([]);
});

test.each<[string, (contract: AnySchema) => void, [side: string, path: string, kind: string, code: string]]>([
  [
    "a parameter that is gone",
    (contract) => void delete parametersOf(contract)["tone"],
    ["request", "parameters.tone", "breaking", "gone"],
  ],
  [
    "a parameter of another type",
    (contract) => void (parametersOf(contract)["tone"] = { type: "integer" }),
    ["request", "parameters.tone", "breaking", "type"],
  ],
  [
    "a member that has to be there now",
    (contract) => {
      contract["trigger"]!.properties!["priority"] = { type: "integer" };
      contract["trigger"]!.required!.push("priority");
    },
    ["request", "priority", "breaking", "needed"],
  ],
  [
    "a choice less",
    (contract) => void parametersOf(contract)["tone"]!.enum!.pop(),
    ["request", "parameters.tone", "narrowing", "values"],
  ],
  [
    "a smaller limit within a list",
    (contract) => void (parametersOf(contract)["sources"]!.maxItems = 5),
    ["request", "parameters.sources", "narrowing", "limit"],
  ],
  [
    "a stricter form within a list",
    (contract) => void (parametersOf(contract)["sources"]!.items!.properties!["repo"]!.pattern = "^acme/"),
    ["request", "parameters.sources[].repo", "narrowing", "form"],
  ],
  [
    "a parameter more",
    (contract) => void (parametersOf(contract)["colour"] = { type: "string" }),
    ["request", "parameters.colour", "additive", "gone"],
  ],
  [
    "a wider limit",
    (contract) => void (parametersOf(contract)["sources"]!.maxItems = 50),
    ["request", "parameters.sources", "additive", "limit"],
  ],
  [
    "a member that an event no longer has",
    (contract) => {
      const results = eventOf(contract, 0);
      results.required = results.required!.filter((name) => name !== "summary_message");
      delete results.properties!["summary_message"];
    },
    ["event", "event(run.completed).results.summary_message", "breaking", "needed"],
  ],
  [
    "a value that an event may have now",
    (contract) => void eventOf(contract, 1).properties!["reason"]!.enum!.push("asleep"),
    ["event", "event(run.nothing_to_report).results.reason", "narrowing", "values"],
  ],
  [
    "an event of a new type",
    (contract) => {
      const [like] = contract["event"]!.oneOf!;
      const properties = { ...like!.properties, type: { type: "string", const: "run.paused" } };
      contract["event"]!.oneOf!.push({ ...like, properties });
    },
    ["event", "event", "narrowing", "values"],
  ],
  [
    "a member more of an event",
    (contract) => {
      eventOf(contract, 0).properties!["mood"] = { type: "string" };
      eventOf(contract, 0).required!.push("mood");
    },
    ["event", "event(run.completed).results.mood", "additive", "needed"],
  ],
])("%s is found, and told for whoever is at the older end", (_what, change, [side, path, kind, code]) => {
  const found = after(change);
  expect(found).toMatchObject([{ side, path, kind, code, message: expect.stringMatching(/^.{10,}\.$/) }]);
  expect(worstOf(found)).toBe(kind);
});

test("what events leave to their reader's defaults may go, and open members may come", () => {
  const found = after((contract) => {
    const results = eventOf(contract, 0);
    results.required = results.required!.filter((name) => name !== "wrap_ups");
    delete results.properties!["wrap_ups"];
    results.properties!["more"] = { type: "string" };
  });
  expect(found).toEqual([]);
});

test("only what a request has, or lacks, can harm it; what comes back may harm any", () => {
  const found = after((contract) => {
    delete parametersOf(contract)["tone"];
    parametersOf(contract)["sources"]!.items!.properties!["repo"]!.pattern = "^acme/";
    contract["trigger"]!.properties!["priority"] = { type: "integer" };
    contract["trigger"]!.required!.push("priority");
    eventOf(contract, 1).properties!["reason"]!.enum!.push("asleep");
  });
  const places = (request: unknown) => harmful(found, request).map(({ path }) => path);
  const always = "event(run.nothing_to_report).results.reason";

  expect(places({ parameters: { sources: [] }, priority: 1 })).toEqual([always]);
  expect(places({ parameters: { sources: [{ repo: "a/b" }], tone: "warm" } }).sort()).toEqual(
    ["parameters.sources[].repo", "parameters.tone", "priority", always].sort(),
  );
  expect(places(null)).toEqual(["priority", always]);
});

test("schemas that are none, and ones without an end, are looked at for a moment only", () => {
  const circle = (depth: number): object => (depth === 0 ? {} : { properties: { a: circle(depth - 1) } });
  const [one, other] = [circle(3_000), { ...circle(3_000), type: "string" }];
  for (const strange of [null, 7, "x", [], { event: 1, trigger: [] }, { event: one, trigger: other }]) {
    const schemas = strange as Record<string, unknown>;
    expect(Array.isArray(contractDifferences(now as never, schemas ?? {}))).toBe(true);
  }
});
