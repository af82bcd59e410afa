import fc from "../support/chance.ts";
import { expect, test } from "vitest";
import { canonicalJson, digestOf, sha256 } from "../../webhooks/contract/digest.ts";
import { newId } from "../../webhooks/contract/ids.ts";
import { dateRange, lastWeek, parameters } from "../../webhooks/contract/parameters.ts";
import { parse, Problem } from "../../webhooks/contract/problem.ts";
import { reportArtifact } from "../../webhooks/contract/artifacts.ts";
import { event } from "../../webhooks/contract/events.ts";
import { runAnswer } from "../../webhooks/contract/runs.ts";
import { contractHash, contractSchemas } from "../../webhooks/contract/schemas.ts";
import { completed, line, TIMEFRAME } from "../support/app.ts";
import { runAnswer as anyRun } from "../support/recorded-run.ts";
import { windowText } from "../../webhooks/contract/window-text.ts";
import { deriveToken } from "../../webhooks/token.ts";

test("the contract's hash is that of its schemas, and making them again makes the same ones", () => {
  expect(sha256(canonicalJson(contractSchemas()))).toBe(contractHash);
  expect(contractHash).toMatch(/^[0-9a-f]{64}$/);
});

test("the JSON Schemas name every member that a sender needs", () => {
  const { trigger, event } = contractSchemas();

  expect(trigger.required).toEqual(["request_id", "callback_url", "webhook_token", "parameters"]);
  expect(trigger.additionalProperties).toBe(false);
  expect(event.oneOf).toHaveLength(4);
});

test("equal values give equal bytes, whatever the order of their keys", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(canonicalJson(shuffled(value))).toBe(canonicalJson(value));
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test("different values give different digests; undefined counts as absent", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
      expect(digestOf(a) === digestOf(b)).toBe(canonicalJson(a) === canonicalJson(b));
    }),
  );
  expect(canonicalJson({ b: undefined, a: [1, { d: 2, c: 3 }] })).toBe('{"a":[1,{"c":3,"d":2}]}');
});

function shuffled(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shuffled);
  if (typeof value !== "object" || value === null) return value;
  const reversed = Object.entries(value).reverse();
  return Object.fromEntries(reversed.map(([key, part]) => [key, shuffled(part)]));
}

test.each([
  ["2026-11-09T00:00:00Z", "2026-11-16T00:00:00Z", "UTC", "9–15 November 2026", "9–15 Nov 2026"],
  [
    "2026-10-28T23:00:00Z",
    "2026-11-04T23:00:00Z",
    "Europe/Berlin",
    "29 October – 4 November 2026",
    "29 Oct – 4 Nov 2026",
  ],
  [
    "2025-12-29T00:00:00Z",
    "2026-01-05T00:00:00Z",
    "UTC",
    "29 December 2025 – 4 January 2026",
    "29 Dec 2025 – 4 Jan 2026",
  ],
  ["2026-11-09T00:00:00Z", "2026-11-10T00:00:00Z", "UTC", "9 November 2026", "9 Nov 2026"],
  ["2026-11-09T04:00:00Z", "2026-11-09T12:00:00Z", "America/New_York", "8–9 November 2026", "8–9 Nov 2026"],
])("the window from %s to %s in %s is called %j", (since, until, time_zone, long, short) => {
  expect(windowText({ since, until, time_zone })).toBe(long);
  expect(windowText({ since, until, time_zone }, "short")).toBe(short);
});

test("the last seven days are whole seconds in UTC", () => {
  expect(lastWeek(new Date("2026-11-16T09:00:00.987Z"))).toEqual({
    since: "2026-11-09T09:00:00Z",
    until: "2026-11-16T09:00:00Z",
    time_zone: "UTC",
  });
});

test.each([
  [{ since: "2026-11-16T00:00:00Z", until: "2026-11-09T00:00:00Z" }, "until"],
  [{ since: "2026-11-09T00:00:00Z", until: "2026-11-09T00:00:00Z" }, "until"],
  [{ since: "2025-01-01T00:00:00Z", until: "2026-11-09T00:00:00Z" }, "since"],
  [{ since: "2026-11-09", until: "2026-11-16T00:00:00Z" }, "since"],
  [{ since: "2026-11-09T00:00:00Z", until: "2026-11-16T00:00:00Z", time_zone: "Mars/Olympus" }, "time_zone"],
])("the range %j is refused for its %s", (range, field) => {
  expect(dateRange.safeParse(range).error?.issues.map(({ path }) => path.join("."))).toContain(field);
});

test("a request is refused with every bad field at once, and a mend for each", () => {
  const wrong = { sources: [{ repo: "harbor" }], tone: "shouting", max_iterations: 99, mood: 1 };
  const refused = caught(() => parse(parameters, wrong, "The request", "Mend it."));

  expect(refused).toMatchObject({ code: "invalid", status: 422, remedy: "Mend it." });
  expect(refused.details.map(({ path, fix }) => [path, fix])).toEqual([
    ["sources.0.repo", "Send a value of the documented form."],
    ["tone", "Use one of neutral, warm, celebratory, terse."],
    ["max_iterations", "Keep it at 8 or less."],
    ["", "Remove mood."],
  ]);
});

function caught(work: () => unknown): Problem {
  try {
    work();
  } catch (error) {
    if (error instanceof Problem) return error;
  }
  throw new Error("It was not refused.");
}

test("each generation of each update has a token of its own, and always the same", () => {
  const key = Buffer.alloc(32, 1);
  const [a, b] = [newId(), newId()];
  const tokens = [
    deriveToken(key, a, 1),
    deriveToken(key, a, 2),
    deriveToken(key, b, 1),
    deriveToken(Buffer.alloc(32, 2), a, 1),
  ];

  expect(new Set(tokens).size).toBe(4);
  expect(deriveToken(key, a, 1)).toBe(tokens[0]);
  expect(tokens[0]).toMatch(/^[\w-]{43}$/);
});

test("ids are made in the order of time", () => {
  const ids = Array.from({ length: 200 }, newId);

  expect(ids.toSorted()).toEqual(ids);
});

/** The same with a member more in each object, as a later release may send it. */
function grown(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(grown);
  if (typeof value !== "object" || value === null) return value;
  return {
    ...Object.fromEntries(Object.entries(value).map(([key, part]) => [key, grown(part)])),
    since_later: { a: 1 },
  };
}

const REPORT = {
  schema_version: "1",
  headline: "h",
  intro: null,
  items: [{ kind: "fix", area: "a", text: "t", prs: ["acme/shop#1"], highlight: false }],
  grouped: [{ label: "l", prs: ["acme/shop#2"] }],
  omitted: [{ pr: "acme/shop#3", reason: "ci" }],
};

test.each([
  ["an event", event, completed(newId(), newId(), "text", { ledger: [line("acme/shop#1")] })],
  ["a run", runAnswer, anyRun()],
  [
    "a report that was kept",
    reportArtifact.pick({ report: true, timeframe: true }),
    { report: REPORT, timeframe: TIMEFRAME },
  ],
])("what a later release adds to %s is left out by a reader, and refuses nothing", (_what, shape, value) => {
  expect(shape.parse(grown(value))).toEqual(shape.parse(value));
});
