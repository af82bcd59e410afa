import { expect, test } from "vitest";
import { labelOf, meaningOf } from "../../../pipelines/report/agent/dispatch.ts";
import { agentTools, toolDefinitions } from "../../../pipelines/report/agent/tools.ts";
import { HARBOR, MADE, call, TOOL_NAMES } from "./look-ups.ts";

test("people read what is being done", () => {
  const both = [HARBOR, MADE];
  const args = { pr: "acme/big#4", path: "src/a.ts" };

  expect(labelOf(call("read_pull_request", { pr: "#12" }), [HARBOR])).toBe("read_pull_request acme/harbor#12");
  expect(labelOf(call("read_diff", args), both)).toBe("read_diff acme/big#4 src/a.ts");
  expect(labelOf(call("read_diff", { ...args, path: null }), both)).toBe("read_diff acme/big#4");
  expect(labelOf(call("rm", '{"path":"\u202e/"}'), both)).toBe('rm {"path":"/"}');
  expect(labelOf(call("x".repeat(9_000), "y"), both)).toHaveLength(120);
});

test("the tools as a model is told of them are what strict servers take", () => {
  for (const { parameters } of toolDefinitions()) {
    const { type, properties, required, additionalProperties } = parameters as Record<string, object>;
    expect({ type, additionalProperties }).toEqual({ type: "object", additionalProperties: false });
    expect(required).toEqual(Object.keys(properties!));
    for (const property of Object.values(properties!)) {
      expect(Object.keys(property).sort()).toEqual(["description", "type"]);
    }
  }
  expect(
    toolDefinitions()
      .map(({ name }) => name)
      .join(", "),
  ).toBe(TOOL_NAMES);
  expect(agentTools.every(({ risk }) => risk === "read")).toBe(true);
});

test.each<[string, ...[string, unknown][]]>([
  ["a reference in any form", ["read_pull_request", { pr: "#12" }], ["read_pull_request", { pr: " 12" }]],
  ["a number", ["read_pull_request", { pr: "#12" }], ["read_pull_request", { pr: 12 }]],
  ["the whole reference", ["read_issue", { issue: "#12" }], ["read_issue", { issue: "Acme/Harbor#12" }]],
  [
    "blanks and the order of keys",
    ["read_diff", '{"pr":"#1","path":"a.ts"}'],
    ["read_diff", '{ "path": "a.ts", "pr": "#1" }'],
  ],
  [
    "no path, however it is said",
    ["read_diff", { pr: "#1", path: null }],
    ["read_diff", { pr: "#1" }],
    ["read_diff", { pr: "#1", path: "" }],
  ],
  ["what is no JSON, but for its blanks", ["read_diff", "pr  #1"], ["read_diff", "pr #1"]],
])("two calls that mean the same are the same: %s", (_what, ...calls) => {
  const meanings = calls.map(([name, args]) => meaningOf(call(name, args), [HARBOR]));
  expect(new Set(meanings).size).toBe(1);
});

test("calls that ask for something else are not the same", () => {
  const calls: [string, unknown][] = [
    ["read_pull_request", { pr: "#1" }],
    ["read_pull_request", { pr: "#12" }],
    ["read_issue", { issue: "#1" }],
    ["read_diff", { pr: "#1", path: "a.ts" }],
    ["read_diff", { pr: "#1", path: "A.ts" }],
    ["read_diff", { pr: "#1", path: null }],
    ["read_diff", "[]"],
    ["read_diff", "null"],
    ["none", '{"pr":"#1"}'],
  ];
  const meanings = calls.map(([name, args]) => meaningOf(call(name, args), [HARBOR]));
  expect(new Set(meanings).size).toBe(calls.length);
  const both = [HARBOR, { ...HARBOR, repo: "acme/buoy" }];
  expect(meaningOf(call("read_issue", { issue: "#1" }), both)).not.toBe(
    meaningOf(call("read_issue", { issue: "acme/buoy#1" }), both),
  );
});
