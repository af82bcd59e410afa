import { expect, test } from "vitest";
import { answers, asking, chatAt, KEY, live, modelServer, refuses, type Reply } from "./harness.ts";
import { cases, NEW_KEY, QUOTA } from "./openai-refusals.ts";

test.each(cases)("%s is said in one sentence with the next step", async (_what, reply, said, request) => {
  const { url, host, sent } = await modelServer(reply);

  const answer = await chatAt(url)(asking(request), live);

  const { kind, message, remedy, tries = 1 } = said;
  expect(answer).toMatchObject({ outcome: "failed", text: "", tool_calls: [], priced_by: null });
  const { window: _window, takes: _takes, ...problem } = answer.problem ?? {};
  expect(problem).toEqual({ kind, message: message.replace("HOST", host), remedy, code: expect.any(String) });
  expect([sent.length, answer.retries.length]).toEqual([tries, tries - 1]);
  expect(JSON.stringify(answer)).not.toContain(KEY);
});

test("a server that wants a key and gets none says so", async () => {
  const { url, host, sent } = await modelServer(refuses(401, { message: "Authorization required" }));

  const { problem } = await chatAt(url, { key: null })(asking(), live);

  expect(problem).toMatchObject({ message: `${host} wants a key, and there is none.`, remedy: NEW_KEY });
  expect(sent[0]?.headers.authorization).toBe("Bearer none");
});

test("a server that is not there is told after three retries", async () => {
  const { url, host, close } = await modelServer();
  await close();
  const { problem, retries, usage, cost_usd } = await chatAt(url)(asking(), live);

  expect(problem).toEqual({
    code: "upstream",
    kind: "unreachable",
    message: `${host} cannot be reached.`,
    remedy: "Check that it runs, the network and OPENAI_BASE_URL, then try again.",
  });
  expect(retries.map(({ status }) => status)).toEqual([null, null, null]);
  // Nobody worked for it, so it cost nothing: known, not guessed.
  expect({ usage, cost_usd }).toMatchObject({ usage: { input_tokens: 0, estimated: false }, cost_usd: 0 });
});

test("a connection that breaks off is made again; what the model did for it nobody knows", async () => {
  const breaks: Reply = (response) => {
    response.writeHead(200, { "content-type": "application/json" });
    response.write('{"id":"chatcmpl-1","choices":[', () => response.destroy());
  };
  const { url } = await modelServer(breaks, answers("Here."));
  expect(await chatAt(url)(asking(), live)).toMatchObject({ outcome: "answered", retries: [{ status: null }] });

  const never = await modelServer(breaks);
  expect(await chatAt(never.url)(asking(), live)).toMatchObject({
    outcome: "failed",
    cost_usd: null,
    usage: { estimated: true, input_tokens: expect.any(Number) },
    problem: { kind: "unreachable", message: `The connection to ${never.host} broke off before its answer was there.` },
  });
});

test("a prompt that a filter declines is a refusal, not a failure", async () => {
  const error = {
    message: "The response was filtered",
    code: "content_filter",
    innererror: { code: "ResponsibleAIPolicyViolation" },
  };
  const { url } = await modelServer(refuses(400, error));

  expect(await chatAt(url)(asking(), live)).toMatchObject({ outcome: "refused", problem: null, cost_usd: 0 });
});

test("a 429 with Retry-After is tried again after that time, and not before", async () => {
  const limited = refuses(429, { message: "Slow down" }, { "retry-after-ms": "300" });
  const { url } = await modelServer(limited, answers("Here."));
  const began = Date.now();

  const { outcome, retries } = await chatAt(url)(asking(), live);

  expect(Date.now() - began).toBeGreaterThanOrEqual(300);
  expect([outcome, retries.map(({ status }) => status)]).toEqual(["answered", [429]]);
  expect(retries[0]?.waited_ms).toBeGreaterThanOrEqual(300);
});

test.each([
  ["seconds", "3600"],
  ["a date", "Sun, 15 Nov 2026 11:30:00 GMT"],
])("a 429 with Retry-After in %s beyond a minute is not waited for: people hear until when", async (_what, told) => {
  const { url, host, sent } = await modelServer(refuses(429, { message: "Slow down" }, { "retry-after": told }));

  const { problem } = await chatAt(url, { clock: () => new Date("2026-11-15T10:30:00Z") })(asking(), live);

  expect(problem).toMatchObject({
    kind: "rate_limited",
    message: `${host} takes no more requests until 11:30 UTC.`,
    remedy: "Try again after 11:30 UTC, or raise the limit of the key’s account.",
  });
  expect(sent).toHaveLength(1);
});

test("a 429 that speaks of billing but says how long to wait is a rate limit", async () => {
  const { url } = await modelServer(refuses(429, { message: QUOTA }, { "retry-after-ms": "1" }), answers("Here."));
  expect(await chatAt(url)(asking(), live)).toMatchObject({ outcome: "answered", retries: [{ status: 429 }] });
});
