import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { ParametersInput } from "../../webhooks/contract/parameters.ts";
import { problemDetails } from "../../webhooks/contract/problem.ts";
import { MADE_WEEK, pulls } from "../support/made-repository.ts";
import { API_KEY } from "../support/pipelines.ts";
import { expectProblem } from "../support/expect-problem.ts";
import { startMadeWorld, type MadeWorld } from "../support/made-world.ts";

const TEMPLATE = "/run_templates/what-shipped";

let world: MadeWorld;
let pipelines: MadeWorld["pipelines"];

beforeAll(async () => {
  world = await startMadeWorld({ "acme/shop": pulls(12) });
  ({ pipelines } = world);
});

afterAll(() => world?.end());

const shop = (more: Partial<ParametersInput> = {}): ParametersInput => ({
  sources: [{ repo: "acme/shop" }],
  date_range: MADE_WEEK,
  ...more,
});

test("without the right key every address of the API is closed, the description excepted", async () => {
  for (const headers of [{ authorization: "" }, { authorization: "Bearer of bad news, and of the wrong key" }]) {
    for (const path of ["/run_templates", "/runs", "/nowhere"]) {
      expectProblem(await pipelines.ask("GET", `/api/v1${path}`, undefined, headers), 401, "unauthorized");
    }
  }
  expect((await fetch(`${pipelines.url}/api/v1/openapi.json`)).status).toBe(200);
  expect((await fetch(`${pipelines.url}/healthz`)).status).toBe(200);
  expect((await fetch(`${pipelines.url}/readyz`)).status).toBe(200);
});

test("an address that does not exist is a problem document, as is a method that an address does not take", async () => {
  expectProblem(await pipelines.get("/nowhere"), 404, "not_found");
  expectProblem(await pipelines.ask("GET", "/nowhere"), 404, "not_found");
  expectProblem(await pipelines.ask("DELETE", "/api/v1/runs"), 405, "method_not_allowed");
});

test("an id, a digest or a filter of the wrong form is the reader's problem, never ours", async () => {
  const odd = ["not-an-id", "-".repeat(36), "0".repeat(36), "%00", "%F0%9F%92%A5"];
  for (const path of odd.flatMap((id) => [`/runs/${id}`, `/runs/${id}/steps`, `/evidence/${id}`, `/artifacts/${id}`])) {
    expectProblem(await pipelines.get(path), 404, "not_found", path);
  }
  for (const action of ["cancel", "report_back"]) {
    expectProblem(await pipelines.post(`/runs/not-an-id/${action}`), 404, "not_found");
  }
  for (const query of ["limit=0", "limit=many", "state=lost"]) {
    expectProblem(await pipelines.get(`/runs?${query}`), 422, "invalid", query);
  }
});

test("a body that is not JSON is refused in words", async () => {
  for (const body of ["", "{", "sources=acme/shop"]) {
    expectProblem(await pipelines.post(`${TEMPLATE}/evidence`, body), 400, "bad_request", body);
  }
});

test.each([
  ["20,000 levels", `{"parameters":${"[".repeat(20_000)}${"]".repeat(20_000)}}`, "64 levels"],
  ["20,000 objects in each other", `${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`, "64 levels"],
  ["100,000 values", `{"parameters":[${"0,".repeat(100_000)}0]}`, "10,000 values"],
  [
    "5,000 keys",
    JSON.stringify(Object.fromEntries([...Array(5_000).keys()].map((n) => [`k${n}`, n]))),
    "1,000 members",
  ],
])("a body of %s is refused before it is read into shapes", async (_what, body, most) => {
  for (const path of [`${TEMPLATE}/evidence`, `${TEMPLATE}/validate`, "/budget/stop", `/runs/${randomUUID()}/checks`]) {
    const { status, body: answer } = await pipelines.post(path, body);
    expect([status, answer]).toMatchObject([413, { code: "too_large" }]);
    expect(JSON.stringify(answer)).toContain(`The body has more than ${most}`);
  }
});

test("a body that is wrong in hundreds of places is told of some of them", async () => {
  const { status, body } = await pipelines.post(`${TEMPLATE}/evidence`, {
    parameters: shop({ ignored_prs: Array(400).fill("#1") }),
  });
  expect(status).toBe(422);
  const { details = [], detail } = problemDetails.parse(body);
  expect(details).toHaveLength(20);
  expect(detail).toContain("(and 399 more)");
});

test("a text to be checked has the length of every text, and a sentence when it has not", async () => {
  const { status, body } = await pipelines.post(`/runs/${randomUUID()}/checks`, { markdown: "x".repeat(52_310) });
  expect([status, body]).toMatchObject([422, { code: "invalid" }]);
  expect(JSON.stringify(body)).toContain("The text has 52,310 characters; 40,000 fit.");
});

test("a body of more than 1 MiB is refused, whether or not it says its size", async () => {
  const large = JSON.stringify({ parameters: shop({ context: "x".repeat(1024 * 1024) }) });
  expectProblem(await pipelines.post(`${TEMPLATE}/validate`, large), 413, "too_large");

  const piece = new TextEncoder().encode("x".repeat(300_000));
  const stream = ReadableStream.from(Array.from({ length: 4 }, () => piece));
  const headers = { authorization: `Bearer ${API_KEY}` };
  const streamed = { method: "POST", headers, body: stream, duplex: "half" } as RequestInit;
  expect((await fetch(`${pipelines.url}/api/v1${TEMPLATE}/validate`, streamed)).status).toBe(413);
});

test("text that no database keeps is refused with the field", async () => {
  for (const custom_prompt of ["null \u0000 character", "half of an emoji \ud83d"]) {
    const answer = await pipelines.post(`${TEMPLATE}/evidence`, { parameters: shop({ custom_prompt }) });
    const problem = expectProblem(answer, 422, "invalid");
    expect(problem.details).toEqual([expect.objectContaining({ path: "parameters.custom_prompt" })]);
  }
});
