import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { pipelinesClient, type PipelinesClient } from "../../app/pipelines-client.ts";
import { MODEL_TESTED } from "../support/tested-models.ts";

test("a model is tested by its name, whatever characters that has", async () => {
  const asked: string[] = [];
  const send: typeof fetch = async (url, { method } = {}) => {
    asked.push(`${method} ${String(url)}`);
    return Response.json(MODEL_TESTED);
  };
  const client = pipelinesClient({ url: "http://pipelines.test", apiKey: "key", fetch: send });

  expect(await client.testModel("acme/my writer:1")).toEqual(MODEL_TESTED);

  expect(asked).toEqual(["POST http://pipelines.test/api/v1/models/acme%2Fmy%20writer%3A1/test"]);
});

const tooMany = (after: string) => {
  const problem = { type: "urn:pulse:problem:rate_limited", title: "rate limited", status: 429, code: "rate_limited" };
  const body = { ...problem, detail: "This API key sends more requests than it may.", remedy: "Try again." };
  return Response.json(body, { status: 429, headers: { "retry-after": after } });
};

/** A client of pipelines that answer with these, one after the other. */
function answeredBy(...answers: Response[]) {
  const asked: string[] = [];
  const send: typeof fetch = async (url, { redirect } = {}) => {
    asked.push(`${redirect} ${String(url)}`);
    return answers.shift() ?? Response.error();
  };
  return { asked, client: pipelinesClient({ url: "http://pipelines.test", apiKey: "key", fetch: send }) };
}

test("pipelines that ask for a moment get it, and a longer wait is handed on", async () => {
  const soon = answeredBy(tooMany("0"), tooMany("0"), Response.json(MODEL_TESTED));
  expect(await soon.client.testModel("writer")).toEqual(MODEL_TESTED);

  const late = answeredBy(tooMany("20"));
  await expect(late.client.testModel("writer")).rejects.toMatchObject({ code: "rate_limited", retryAfterS: 20 });

  const never = answeredBy(...Array.from({ length: 9 }, () => tooMany("0")));
  await expect(never.client.testModel("writer")).rejects.toMatchObject({ code: "rate_limited" });
  expect([soon.asked.length, late.asked.length, never.asked.length]).toEqual([3, 1, 4]);
});

test("no name is a step in a path, and the key follows no redirect", async () => {
  const { asked, client } = answeredBy(
    new Response(null, { status: 307, headers: { location: "http://evil.example/" } }),
  );

  for (const name of ["..", ".", ""]) {
    await expect(client.run(name)).rejects.toMatchObject({ code: "not_found" });
    await expect(client.steps(name)).rejects.toMatchObject({ code: "not_found" });
  }
  for (const repo of ["../..", "acme/..", "acme", "acme/shop/x"]) {
    await expect(client.branches(repo)).rejects.toMatchObject({ code: "invalid" });
  }
  expect(asked).toEqual([]);
  await expect(client.run("a/../b?c#d\ud800")).rejects.toMatchObject({
    message: "The address of the pipelines leads elsewhere (status 307).",
  });
  expect(asked).toEqual(["manual http://pipelines.test/api/v1/runs/a%2F..%2Fb%3Fc%23d%EF%BF%BD"]);
});

test("whoever asks for other words and hangs up ends the request", async () => {
  const hangUp = new AbortController();
  const send: typeof fetch = (_url, { signal } = {}) =>
    new Promise((_answer, refuse) => signal?.addEventListener("abort", () => refuse(new Error("aborted"))));
  const client = pipelinesClient({ url: "http://pipelines.test", apiKey: "key", fetch: send });
  const asked = client.wording(RUN, { text: "Text", prs: ["acme/harbor#1"], tried: [], wish: "" }, "k", hangUp.signal);

  hangUp.abort();
  await expect(asked).rejects.toMatchObject({ code: "unavailable" });
});

const PARAMETERS = { sources: [{ repo: "acme/harbor", base_branch: "main" }] };
const RUN = "01a223da-7510-7000-a2a8-1d1cf2867e37";
const DIGEST = "a".repeat(64);

/** Every call that there is: a new one is tried, too, or this does not compile. */
type Call = (client: PipelinesClient) => Promise<unknown>;
const MADE = { name: "customer-news", from: "what-shipped", description: "For customers.", by: "Mira" };
const SKILL = { number: 1, skill: "voice", sha256: DIGEST, by: "Mira" };
const TEMPLATE_CALLS: Record<keyof PipelinesClient["templates"], Call> = {
  list: ({ templates }) => templates.list(),
  get: ({ templates }) => templates.get("what-shipped@1"),
  history: ({ templates }) => templates.history("what-shipped"),
  parts: ({ templates }) => templates.parts("what-shipped", 1),
  differences: ({ templates }) => templates.differences("what-shipped", 1, null),
  copy: ({ templates }) => templates.copy(MADE),
  moveTag: ({ templates }) => templates.moveTag("a", "b", { from: 1, to: 2, reason: "Better.", by: "Mira" }),
  removeTag: ({ templates }) => templates.removeTag("a", "b", { from: 1, reason: "Done.", by: "Mira" }),
  draft: ({ templates }) => templates.draft("what-shipped"),
  saveDraft: ({ templates }) => templates.saveDraft("a", { number: 0, base: 1, parts: {} as never, by: "Mira" }),
  discardDraft: ({ templates }) => templates.discardDraft("a", { number: 1, by: "Mira" }),
  reviewSkill: ({ templates }) => templates.reviewSkill("a", SKILL),
  publish: ({ templates }) => templates.publish("a", { number: 1, note: "Shorter", by: "Mira" }),
};

const TRIAL_CALLS: Record<keyof PipelinesClient["trials"], Call> = {
  estimate: ({ trials }) => trials.estimate(RUN, { draft: 3 }),
  start: ({ trials }) => trials.start(RUN, { kind: "fork", change: { draft: 3 }, by: "Mira" }, "key"),
  difference: ({ trials }) => trials.difference(RUN, RUN),
};

const CALLS: Record<Exclude<keyof PipelinesClient, "healthy" | "templates" | "trials">, Call> = {
  repositories: (client) => client.repositories(),
  branches: (client) => client.branches("acme/harbor"),
  tags: (client) => client.tags("acme/harbor"),
  evidence: (client) => client.evidence(PARAMETERS),
  evidenceById: (client) => client.evidenceById("1"),
  validate: (client) => client.validate(PARAMETERS),
  readiness: (client) => client.readiness(),
  models: (client) => client.models(),
  foundModels: (client) => client.foundModels(),
  testModel: (client) => client.testModel("rules"),
  stopModelTest: (client) => client.stopModelTest(RUN),
  forgetModel: (client) => client.forgetModel("m", { server: "http://llm.test/v1", by: "Mira" }),
  budget: (client) => client.budget(),
  stopModels: (client) => client.stopModels({ reason: "dear", by: "Mira" }),
  allowModels: (client) => client.allowModels("Mira"),
  clearLostCalls: (client) => client.clearLostCalls("Mira"),
  trigger: (client) =>
    client.trigger(
      { contract: 1, request_id: RUN, parameters: PARAMETERS, callback_url: "http://app.test", webhook_token: "t" },
      "key",
      "customer-news:production",
    ),
  runs: (client) => client.runs({ state: "queued" }),
  about: (client) => client.about(),
  continuation: (client) => client.continuation(RUN),
  continueRun: (client) => client.continueRun(RUN, { callback_url: "http://app.test", webhook_token: "t" }, "key"),
  run: (client) => client.run(RUN),
  steps: (client) => client.steps(RUN),
  calls: (client) => client.calls(RUN),
  call: (client) => client.call(RUN, 1),
  lineage: (client) => client.lineage(RUN, ["acme/harbor#1"]),
  exported: (client) => client.exported(RUN),
  provenance: (client) => client.provenance(RUN),
  provenanceKey: (client) => client.provenanceKey(),
  readReport: (client) => client.readReport(`http://pipelines.test/artifacts/${DIGEST}`),
  cancel: (client) => client.cancel(RUN),
  wording: (client) => client.wording(RUN, { text: "Text", prs: ["acme/harbor#1"], tried: [], wish: "" }, "key"),
  wordingEstimate: (client) => client.wordingEstimate(RUN),
  checks: (client) => client.checks(RUN, "# Text"),
  previewPolicy: (client) => client.previewPolicy({ runs: [RUN], policy: {} }),
  proposePolicy: (client) => client.proposePolicy({ windows: [], policy: {} }),
};

type Answer = (response: ServerResponse) => void;
const json =
  (status: number, body: string): Answer =>
  (response) =>
    void response.writeHead(status, { "content-type": "application/json" }).end(body);
const page =
  (status: number): Answer =>
  (response) =>
    void response.writeHead(status, { "content-type": "text/html" }).end("<!doctype html><title>Sign in</title>");
const cut: Answer = (response) => {
  response.writeHead(200, { "content-type": "application/json", "content-length": "5000" });
  response.write('{"repositories": [');
  response.flushHeaders();
  setImmediate(() => response.destroy());
};

const SHAPE = "The pipelines answered in a form that this Pulse does not know.";
const ANSWERS: [string, Answer, string, string][] = [
  ["another object", json(200, '{"contract": 99}'), SHAPE, "upstream"],
  ["a list", json(200, "[1, 2]"), SHAPE, "upstream"],
  ["null", json(200, "null"), SHAPE, "upstream"],
  ["a page", page(200), "The pipelines’ address answered with a page.", "upstream"],
  ["nothing", json(200, ""), "The pipelines’ address answered with nothing.", "upstream"],
  [
    "half of it",
    json(200, '{"reposi'),
    "The pipelines’ address answered with something that is no JSON, or cut off.",
    "upstream",
  ],
  ["a line that breaks", cut, "The pipelines’ answer broke off.", "unavailable"],
  ["451", page(451), "The pipelines’ address answered 451 (Unavailable For Legal Reasons).", "unavailable"],
  ["502 by a proxy", page(502), "The pipelines’ address answered 502 (Bad Gateway).", "unavailable"],
  ["599", json(599, "{}"), "The pipelines’ address answered 599.", "unavailable"],
  [
    "a redirect",
    (response) => void response.writeHead(302, { location: "http://127.0.0.1:9/" }).end(),
    "The address of the pipelines leads elsewhere (status 302).",
    "unavailable",
  ],
];

test.each(ANSWERS)(
  "%s in place of an answer is a Problem with a true sentence, whatever was asked",
  async (what, answer, message, code) => {
    const server = createServer((_request, response) => answer(response)).listen(0, "127.0.0.1");
    await once(server, "listening");
    // Safe: it listens on a port.
    const { port } = server.address() as AddressInfo;
    const client = pipelinesClient({ url: `http://127.0.0.1:${port}`, apiKey: "key" });

    for (const [name, call] of Object.entries({ ...CALLS, ...TEMPLATE_CALLS, ...TRIAL_CALLS })) {
      // Nobody reads what comes back from cancelling, as long as it comes from the pipelines.
      if (name === "cancel" && code === "upstream" && what !== "a page" && what !== "half of it") continue;
      await expect(call(client), name).rejects.toMatchObject({
        name: "Problem",
        code,
        message,
        remedy: expect.stringMatching(/\w/),
      });
    }
    server.close();
    server.closeAllConnections();
  },
);
