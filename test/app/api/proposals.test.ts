import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { answerProposal } from "../../../app/policies/answer-proposal.ts";
import { policyOf } from "../../../app/policies/policy-of.ts";
import { savePolicy } from "../../../app/policies/save-policy.ts";
import { saveProfile } from "../../../app/profiles/save-profile.ts";
import { keepProposals, listProposals } from "../../../db/app/proposals.ts";
import { findPolicy } from "../../../db/app/policies.ts";
import type { Profile } from "../../../db/app/tables.ts";
import { inTransaction } from "../../../db/connect.ts";
import type { AnsweredProposal, KeptPolicy, OpenProposals } from "../../../webhooks/contract/app-api.ts";
import { apiClient, tokenFor } from "../../support/api-client.ts";
import { BRIEF, CHANNEL, NO_PREVIEW, startTestApp, type TestApp } from "../../support/app.ts";
import { judgesOf, type Description } from "../../support/described.ts";
import { DEPENDENCIES, INTERNAL } from "../../support/proposed.ts";
import { served, type Served } from "../../support/served.ts";

/* Proposals by API: read with why, accepted as the next policy, refused; one of two wins. */

let app: TestApp;
let here: Served;
let judge: ReturnType<typeof judgesOf>;
let profile: Profile;
let asMira: ReturnType<typeof apiClient>;
let asTobi: ReturnType<typeof apiClient>;
let made = 0;

beforeAll(async () => {
  app = await startTestApp();
  here = await served(app.deps);
  // Safe: another test has a stranger look at its shape.
  judge = judgesOf(JSON.parse((await here.ask({ path: "/api/v1/openapi.json" })).text) as Description);
});
afterAll(async () => {
  await here?.close();
  await app?.stop();
});
beforeEach(async () => {
  await app.db.deleteFrom("app.access_tokens").execute();
  [asMira, asTobi] = [
    apiClient(here, await tokenFor(app.deps, app.mira)),
    apiClient(here, await tokenFor(app.deps, app.tobi)),
  ];
  const input = { name: `Asks ${(made += 1)}`, time_zone: "UTC", channel: CHANNEL, brief: BRIEF };
  profile = await saveProfile(app.deps, app.mira, input);
  app.pipelines.policyPreview = NO_PREVIEW;
  const found = { profile_id: profile.id, team_id: profile.team_id, now: new Date(), policy: 0 };
  await inTransaction(app.db, (tx) => keepProposals(tx, { ...found, proposals: [DEPENDENCIES, INTERNAL] }));
});

const LIST = "/profiles/{slug}/policy/proposals";
const { key } = DEPENDENCIES;

/** Asked as the description says, and the answer held against it. */
async function judged<Body>(
  ask: typeof asMira,
  method: string,
  path: string,
  { body, base, of = key }: { body?: unknown; base?: string; of?: string } = {},
) {
  const at = path.replace("{slug}", profile.slug).replace("{key}", of);
  const answer = await ask(method, at, body, base === undefined ? {} : { "if-match": base });
  const header = (name: string) => answer.sent.headers[name.toLowerCase()]?.toString() ?? null;
  expect(judge(method, path, { status: answer.status, text: answer.text, header }), answer.text).toBeNull();
  // Safe: it was just held against its description.
  return { status: answer.status, etag: answer.etag, body: JSON.parse(answer.text) as Body };
}

type Refused = { detail: string; remedy: string };
const listed = () => judged<OpenProposals>(asMira, "GET", LIST);
const accept = <Body = KeptPolicy>(ask: typeof asMira, base?: string, body: object = {}, of?: string) =>
  judged<Body>(ask, "POST", `${LIST}/{key}/acceptance`, { body, ...(base && { base }), ...(of && { of }) });
const refuse = <Body = AnsweredProposal>(ask: typeof asMira, of?: string) =>
  judged<Body>(ask, "POST", `${LIST}/{key}/refusal`, { ...(of && { of }) });
const states = async () =>
  Object.fromEntries((await listProposals(app.db, profile.id)).map(({ key: of, state }) => [of, state]));

test("what is proposed is told with why, as data, and with the number of the policy that it would change", async () => {
  const { status, body } = await listed();
  expect([status, body.against, body.answered]).toEqual([200, 0, []]);
  expect(body.proposals).toEqual([DEPENDENCIES, INTERNAL]);
});

test("what is accepted is the next policy, with why it was proposed, and in the trail with it", async () => {
  const { status, etag, body } = await accept(asTobi, '"0"');
  expect([status, etag, body]).toMatchObject([
    200,
    '"1"',
    { number: 1, policy: { dependencies: "cite" }, made_by: app.tobi.name, why: DEPENDENCIES.because },
  ]);
  expect(await states()).toEqual({ [key]: "accepted", [INTERNAL.key]: "open" });
  const events = await app.db
    .selectFrom("app.audit_events")
    .select(["action", "actor_id", "surface"])
    .where("profile_id", "=", profile.id)
    .where("surface", "=", "api")
    .orderBy("at")
    .execute();
  const by = { actor_id: app.tobi.id, surface: "api" };
  expect(events).toEqual([
    { action: "profile.proposal_accepted", ...by },
    { action: "profile.policy_changed", ...by },
  ]);
  expect((await listed()).body).toMatchObject({
    against: 1,
    proposals: [{ key: INTERNAL.key }],
    answered: [{ key, text: DEPENDENCIES.text, state: "accepted", by: app.tobi.name }],
  });
});

test("why somebody accepts it is theirs to say", async () => {
  await accept(asTobi, '"0"', { why: "They count" });
  expect(await findPolicy(app.db, profile.id)).toMatchObject({ number: 1, why: "They count", made_by: app.tobi.id });
});

test("what the policy says already is accepted without another number", async () => {
  await savePolicy(app.deps, app.mira, { profile_id: profile.id, base: 0, policy: { dependencies: "cite" } });
  expect((await accept(asTobi, '"1"')).body).toMatchObject({ number: 1, why: "" });
  expect((await states())[key]).toBe("accepted");
});

test("what is refused changes no policy, and says who it was", async () => {
  const { status, body } = await refuse(asTobi);
  expect([status, body]).toMatchObject([200, { key, state: "refused", by: app.tobi.name }]);
  expect(await policyOf(app.db, profile.id)).toEqual({ number: 0, policy: {} });
  expect((await listed()).body).toMatchObject({ proposals: [{ key: INTERNAL.key }], answered: [body] });
});

const FIRST = /^(Mira|Tobi)\b.* (accepted|refused) this on \d+ \w+ \d{4}, \d\d:\d\d UTC\.$/;

test("of two who answer at once one wins, and the other is told who and when", async () => {
  const both = await Promise.all([accept<Refused>(asMira, '"0"'), accept<Refused>(asTobi, '"0"')]);
  const [lost] = both.filter(({ status }) => status !== 200);
  expect(both.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect(lost?.body.detail).toMatch(FIRST);
  expect((await policyOf(app.db, profile.id)).number).toBe(1);

  const mixed = await Promise.all([
    accept<Refused>(asMira, '"1"', {}, INTERNAL.key),
    refuse<Refused>(asTobi, INTERNAL.key),
  ]);
  expect(mixed.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect(mixed.find(({ status }) => status === 409)?.body.detail).toMatch(FIRST);
  const { number } = await policyOf(app.db, profile.id);
  expect((await states())[INTERNAL.key]).toBe(number === 2 ? "accepted" : "refused");
});

test("what was accepted on the page is answered by API, too", async () => {
  await answerProposal(app.deps, app.mira, { profile_id: profile.id, key, answer: "accepted" });
  const { status, body } = await accept<Refused>(asTobi, '"0"');
  expect([status, body.detail]).toEqual([409, expect.stringMatching(FIRST)]);
  expect(body.detail).toContain(app.mira.name);
});

test.each<[string, string | undefined, number, string]>([
  ["no number", undefined, 428, "It is not said which policy was changed."],
  ["a star", "*", 400, "If-Match is not the number of one policy."],
  ["an older number", '"0"', 412, "Somebody else saved policy 1 meanwhile."],
  ["a number that never was", '"9"', 412, "policy 1 holds."],
])("with %s nothing is accepted, and it waits still", async (_what, base, status, sentence) => {
  await savePolicy(app.deps, app.mira, { profile_id: profile.id, base: 0, policy: { docs: "cite" } });
  const refused = await accept<Refused>(asTobi, base);
  expect([refused.status, refused.body.detail]).toEqual([status, expect.stringContaining(sentence)]);
  expect((await states())[key]).toBe("open");
  expect(await policyOf(app.db, profile.id)).toEqual({ number: 1, policy: { docs: "cite" } });
});

test("one that cannot be kept, or would tell nothing of a week, is not accepted", async () => {
  const fault = { path: "policy.rules", code: "too_many", message: "There are too many.", fix: "Remove one." };
  app.pipelines.policyPreview = { ...NO_PREVIEW, faults: [fault] };
  expect(await accept<Refused>(asTobi, '"0"')).toMatchObject({ status: 422, body: { details: [fault] } });

  const timeframe = { since: "2026-11-09T00:00:00Z", until: "2026-11-16T00:00:00Z", time_zone: "UTC" };
  const week = { run_id: "0199a1c2-7e2b-7c11-8a55-0d6b6d1f2a10", timeframe, merged: 9, moves: [] };
  app.pipelines.policyPreview = { ...NO_PREVIEW, windows: [{ ...week, told: { before: 4, after: 0 } }] };
  expect(await accept<Refused>(asTobi, '"0"')).toMatchObject({ status: 422, body: { details: [{ code: "empties" }] } });
  expect((await states())[key]).toBe("open");
  expect(await accept(asTobi, '"0"', { even_if_empty: true })).toMatchObject({ status: 200, body: { number: 1 } });
});

test("what is not proposed is named so, and whoever reads only answers nothing", async () => {
  expect(await accept<Refused>(asTobi, '"0"', {}, "00000000000000aa")).toMatchObject({
    status: 404,
    body: { detail: "This is not proposed any more." },
  });
  expect((await refuse<Refused>(asTobi, "nonsense")).status).toBe(404);
  expect((await asTobi("POST", `/profiles/${profile.slug}/policy/proposals/${key}/acceptance`)).status).toBe(428);

  await app.db.updateTable("app.people").set({ role: "viewer" }).where("id", "=", app.tobi.id).execute();
  try {
    expect([(await accept(asTobi, '"0"')).status, (await refuse(asTobi)).status]).toEqual([403, 403]);
    expect((await states())[key]).toBe("open");
    expect((await judged(asTobi, "GET", LIST)).status).toBe(200);
  } finally {
    await app.db.updateTable("app.people").set({ role: "author" }).where("id", "=", app.tobi.id).execute();
  }
});
