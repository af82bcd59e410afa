import { Validator as OpenApiValidator } from "@seriousme/openapi-schema-validator";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { APP_OPERATIONS } from "../../../app/api/operations.ts";
import { appApi } from "../../../app/api/server.ts";
import { savePolicy } from "../../../app/policies/save-policy.ts";
import { policyOf } from "../../../app/policies/policy-of.ts";
import { saveProfile } from "../../../app/profiles/save-profile.ts";
import type { Profile } from "../../../db/app/tables.ts";
import type { KeptPolicy, PolicyList, ProfileList } from "../../../webhooks/contract/app-api.ts";
import { policyParts } from "../../../webhooks/contract/policy.ts";
import { apiClient, tokenFor } from "../../support/api-client.ts";
import { BRIEF, CHANNEL, startTestApp, type TestApp } from "../../support/app.ts";
import { browseAsMira } from "../../support/browse.ts";
import fc from "../../support/chance.ts";
import { judgesOf, type Description } from "../../support/described.ts";
import { fitting } from "../../support/from-schema.ts";
import { served, type Served } from "../../support/served.ts";

let app: TestApp;
let here: Served;
let ask: ReturnType<typeof apiClient>;
let description: Description;
let judge: ReturnType<typeof judgesOf>;
let profile: Profile;
let made = 0;

beforeAll(async () => {
  app = await startTestApp();
  here = await served(app.deps);
  // Safe: a test below has a stranger look at its shape.
  description = JSON.parse((await here.ask({ path: "/api/v1/openapi.json" })).text) as Description;
  judge = judgesOf(description);
});
afterAll(async () => {
  await here?.close();
  await app?.stop();
});
beforeEach(async () => {
  // Each test has the room of a token of its own.
  await app.db.deleteFrom("app.access_tokens").execute();
  ask = apiClient(here, await tokenFor(app.deps, app.mira));
  const input = { name: `Weekly ${(made += 1)}`, time_zone: "UTC", channel: CHANNEL, brief: BRIEF };
  profile = await saveProfile(app.deps, app.mira, input);
  app.pipelines.policyPreview = { ...app.pipelines.policyPreview, faults: [], windows: [], rules: [], missing: [] };
});

const SECURITY = {
  when: [{ what: "labels", how: "any", values: ["security"] }],
  then: "cite",
  firm: "always",
} as const;

/** Asked as the description says, and the answer held against it. */
async function judged<Body>(method: string, path: string, body?: unknown, headers?: Record<string, string>) {
  const answer = await ask(method, path.replace("{slug}", profile.slug), body, headers);
  const header = (name: string) => answer.sent.headers[name.toLowerCase()]?.toString() ?? null;
  const [plain = ""] = path.split("?");
  expect(judge(method, plain, { status: answer.status, text: answer.text, header }), answer.text).toBeNull();
  // Safe: it was just held against its description.
  return { ...answer, body: JSON.parse(answer.text) as Body };
}

type Refused = { code: string; detail: string; remedy: string; details?: { path: string; message: string }[] };
const POLICY = "/profiles/{slug}/policy";
const held = () => judged<KeptPolicy>("GET", POLICY);
const save = <Body = KeptPolicy>(base: string, policy: unknown, more: object = {}) =>
  judged<Body>("PUT", POLICY, { policy, ...more }, { "if-match": base });

test("every route is in the list and described, and everything described is mounted", async () => {
  const mounted = appApi(app.deps)
    .routes.filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)/g, "{$1}")}`)
    .filter((route) => route !== "GET /openapi.json");
  expect([...new Set(mounted)].sort()).toEqual(Object.keys(APP_OPERATIONS).sort());
  const described = Object.entries(description.paths).flatMap(([path, operations]) =>
    Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(described.sort()).toEqual(Object.keys(APP_OPERATIONS).sort());
  const { valid, errors } = await new OpenApiValidator().validate(structuredClone(description));
  expect([valid, errors]).toEqual([true, undefined]);
});

test("a profile without a policy has number 0, and is listed with it", async () => {
  expect(await held()).toMatchObject({
    status: 200,
    etag: '"0"',
    body: { number: 0, policy: {}, made_by: null, made_at: null },
  });
  const { body } = await judged<ProfileList>("GET", "/profiles");
  expect(body.profiles).toContainEqual({
    slug: profile.slug,
    name: profile.name,
    channel: "eng-updates",
    sources: BRIEF.sources,
    policy: 0,
  });
});

test("what is saved on the page the API shows, and what the API saves the page shows", async () => {
  const mira = await browseAsMira(app.deps);
  const page = `/profiles/${profile.slug}/policy`;
  const rule = { rule: "new", "test-0": "labels.any", "words-0": "security", then: "cite", firm: "always" };
  await mira(`${page}/changes`, {}, { ...rule, act: "keep" });
  expect((await held()).body.number).toBe(0);
  await mira(page, {}, {});
  expect((await held()).body).toMatchObject({ number: 1, policy: { rules: [SECURITY] }, made_by: app.mira.name });

  await save('"1"', { rules: [{ ...SECURITY, then: "group" }] });
  const text = (await (await mira(page)).text()).replaceAll(/<[^>]*>/g, "");
  expect(text).toContain("When a label is security, always group it.");
});

test("what a surface saves is one policy with one history, and says whose it is", async () => {
  await savePolicy(app.deps, app.mira, { profile_id: profile.id, base: 0, policy: { rules: [SECURITY] }, why: "Ours" });
  expect(await held()).toMatchObject({
    etag: '"1"',
    body: { number: 1, policy: { rules: [SECURITY] }, made_by: app.mira.name, why: "Ours" },
  });

  const saved = await save('"1"', { dependencies: "cite" }, { why: "They count" });
  expect(saved).toMatchObject({ status: 200, etag: '"2"', body: { number: 2, policy: { dependencies: "cite" } } });
  expect(await policyOf(app.db, profile.id)).toEqual({ number: 2, policy: { dependencies: "cite" } });
  const event = await app.db
    .selectFrom("app.audit_events")
    .selectAll()
    .where("profile_id", "=", profile.id)
    .where("surface", "=", "api")
    .executeTakeFirstOrThrow();
  expect(event).toMatchObject({ action: "profile.policy_changed", actor_id: app.mira.id });
});

test("the history comes newest first, and goes on below a number", async () => {
  await save('"0"', { docs: "cite" });
  await save('"1"', { docs: "omit" }, { why: "Too much" });
  const all = await judged<PolicyList>("GET", "/profiles/{slug}/policies");
  expect(all.body).toMatchObject({
    policies: [
      { number: 2, why: "Too much" },
      { number: 1, policy: { docs: "cite" } },
    ],
    more: false,
  });
  const older = await judged<PolicyList>("GET", "/profiles/{slug}/policies?before=2");
  expect(older.body.policies.map(({ number }) => number)).toEqual([1]);
  expect((await judged("GET", "/profiles/{slug}/policies?before=x")).status).toBe(400);
});

test.each<[string, string | null, number, string]>([
  ["no number", null, 428, "It is not said which policy was changed."],
  ["no number but a star", "*", 400, "If-Match is not the number of one policy."],
  ["an older number", '"0"', 412, "Somebody else saved policy 1 meanwhile."],
  ["a number that never was", '"9"', 412, "policy 1 holds."],
])("with %s nothing is saved", async (_what, base, status, sentence) => {
  await save('"0"', { docs: "cite" });
  const { body, ...answer } = await judged<Refused>(
    "PUT",
    POLICY,
    { policy: { docs: "omit" } },
    base === null ? {} : { "if-match": base },
  );
  expect([answer.status, body.detail]).toEqual([status, expect.stringContaining(sentence)]);
  expect(await policyOf(app.db, profile.id)).toEqual({ number: 1, policy: { docs: "cite" } });
});

test("of two who save at once one gets 412", async () => {
  const both = await Promise.all([save('"0"', { docs: "cite" }), save('"0"', { docs: "omit" })]);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
});

test("what is wrong is said at its place: unknown keys, too many rules, rules that cannot be kept", async () => {
  const unknown = await save<Refused>('"0"', { rule: [] });
  expect([unknown.status, unknown.body.details?.[0]?.path]).toEqual([422, "policy"]);
  const many = await save<Refused>('"0"', { rules: Array.from({ length: 500 }, () => SECURITY) });
  expect(many.body.details?.[0]).toMatchObject({
    path: "policy.rules",
    message: expect.stringContaining("A policy may have 100 rules."),
  });

  const fault = { path: "policy.rules.0.section", code: "no_section", message: "There is none.", fix: "Add it." };
  app.pipelines.policyPreview.faults = [fault];
  const refused = await save<Refused>('"0"', { rules: [SECURITY] });
  expect([refused.status, refused.body.details]).toEqual([422, [fault]]);
  expect(await policyOf(app.db, profile.id)).toEqual({ number: 0, policy: {} });
});

const window = {
  run_id: "0199a1c2-7e2b-7c11-8a55-0d6b6d1f2a10",
  timeframe: { since: "2026-11-09T00:00:00Z", until: "2026-11-16T00:00:00Z", time_zone: "UTC" },
  merged: 9,
  told: { before: 4, after: 0 },
  moves: [],
};

test("one that would tell nothing of a week is kept only by who says so", async () => {
  app.pipelines.policyPreview.windows = [window];
  const refused = await save<Refused>('"0"', { rules: [SECURITY] });
  expect(refused.body.details).toMatchObject([{ code: "empties" }]);
  expect(await save('"0"', { rules: [SECURITY] }, { even_if_empty: true })).toMatchObject({ body: { number: 1 } });
});

test("a preview says what it is held against and which windows it empties, and keeps nothing", async () => {
  await save('"0"', { docs: "cite" });
  app.pipelines.policyPreview.windows = [window];
  const preview = await judged("POST", `${POLICY}/preview`, { policy: { rules: [SECURITY] } });
  expect(preview).toMatchObject({ status: 200, body: { against: 1, empties: [window.run_id], windows: [window] } });
  expect(app.pipelines.policies.at(-1)).toMatchObject({ policy: { rules: [SECURITY] }, before: { docs: "cite" } });
  expect(await policyOf(app.db, profile.id)).toEqual({ number: 1, policy: { docs: "cite" } });
});

test.each([
  ["GET", "/profiles/none/policy", 404],
  ["GET", `/profiles/${"x".repeat(300)}/policy`, 404],
  ["GET", "/profiles/%00/policy", 404],
  ["GET", "/profiles/%ff/policy", 404],
  ["GET", "/nowhere", 404],
  ["DELETE", "/profiles/x/policy", 405],
])("%s %s is a problem in sentences", async (method, path, status) => {
  const answer = await ask(method, path);
  expect([answer.status, answer.sent.headers["content-type"]]).toEqual([status, "application/problem+json"]);
});

test("a body that is none, or no JSON by its type, is refused", async () => {
  const path = `/api/v1/profiles/${profile.slug}/policy/preview`;
  const authorization = `Bearer ${await tokenFor(app.deps, app.mira)}`;
  const send = (body: string, type: string) =>
    here.ask({ path, method: "POST", body, headers: { authorization, "content-type": type } });
  expect((await send("{", "application/json")).status).toBe(400);
  expect((await send("policy=1", "application/x-www-form-urlencoded")).status).toBe(415);
  expect((await send(`"${"x".repeat(1024 * 1024)}"`, "application/json")).status).toBe(413);
});

test("any policy that is read is the same when it is saved again: no new number", async () => {
  const schema = z.toJSONSchema(policyParts, { io: "input" });
  await fc.assert(
    fc.asyncProperty(fitting(schema as never, {}), async (drawn) => {
      const given = policyParts.safeParse(drawn);
      fc.pre(given.success);
      const { number } = await policyOf(app.db, profile.id);
      await savePolicy(app.deps, app.mira, { profile_id: profile.id, base: number, policy: given.data });
      const { body, etag } = await held();
      const again = await save(etag ?? "", body.policy);
      expect(again.body).toEqual(body);
      expect(body.policy).toEqual((await policyOf(app.db, profile.id)).policy);
    }),
    { numRuns: 20 },
  );
});
