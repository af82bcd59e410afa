import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compose } from "../../../app/updates/compose.ts";
import { saveProfile } from "../../../app/profiles/save-profile.ts";
import { triggerRun } from "../../../app/updates/trigger-run.ts";
import type { Problem } from "../../../webhooks/contract/problem.ts";
import type { TemplateDraftAnswer, TemplateHistory, TemplateParts } from "../../../webhooks/contract/templates.ts";
import { apiClient, tokenFor } from "../../support/api-client.ts";
import { BRIEF, CHANNEL, startTestApp, type TestApp } from "../../support/app.ts";
import { served, type Served } from "../../support/served.ts";

let app: TestApp;
let here: Served;

beforeAll(async () => {
  app = await startTestApp();
  here = await served(app.deps);
});
afterAll(async () => {
  await here?.close();
  await app?.stop();
});

async function as(role: "author" | "operator") {
  await app.db
    .updateTable("app.people")
    .set({ role })
    .where("id", "=", app.mira.id ?? "")
    .execute();
  const ask = apiClient(here, await tokenFor(app.deps, app.mira));
  return async <Body>(method: string, path: string, body?: unknown) => {
    const { status, text } = await ask(method, `/run_templates${path}`, body);
    // Safe: each test looks at what it expects.
    return { status, body: JSON.parse(text) as Body };
  };
}

const audited = async () =>
  (
    await sql<{
      action: string;
    }>`select action from app.audit_events where action like 'template.%' order by id`.execute(app.db)
  ).rows.map(({ action }) => action);

test("a tag is moved by whoever may, under their name, and the trail says that it was asked for and done", async () => {
  const asked = { from: 1, to: 2, reason: "Held for a week." };
  const author = await as("author");
  expect((await author("PUT", "/what-shipped/tags/production", asked)).status).toBe(403);

  const operator = await as("operator");
  const { status, body } = await operator<TemplateHistory>("PUT", "/what-shipped/tags/production", asked);
  expect([status, body.tags]).toMatchObject([200, [{ tag: "production", version: 2, moved_by: "Mira Lindqvist" }]]);
  const again = await operator<Problem & { detail: string }>("PUT", "/what-shipped/tags/production", asked);
  expect([again.status, again.body.detail]).toEqual([409, "Lena moved production meanwhile."]);
  expect(await audited()).toEqual([
    "template.move_asked",
    "template.tag_moved",
    "template.move_asked",
    "template.move_failed",
  ]);
});

test("a draft is saved, read, and published by a program as by a person", async () => {
  const ask = await as("operator");
  const { body: parts } = await ask<TemplateParts>("GET", "/what-shipped/versions/1/parts");
  const saved = await ask<TemplateDraftAnswer>("PUT", "/what-shipped/draft", { number: 0, base: 1, parts });
  expect(saved.body).toMatchObject({ number: 1, draft: { changed_by: "Mira Lindqvist" } });
  expect((await ask("PUT", "/what-shipped/draft", { number: 0, base: 1, parts })).status).toBe(409);
  expect((await ask("PUT", "/what-shipped/draft", { number: 1, base: 1, parts, by: "Lena" })).status).toBe(422);
  expect((await ask("POST", "/what-shipped/versions", { number: 1, note: "Nothing much" })).body).toMatchObject({
    version: 3,
    made_by: "Mira Lindqvist",
  });
});

test("a profile names a template that there is, and its updates are asked for by it", async () => {
  const profile = { name: "Customers", time_zone: "UTC", channel: CHANNEL, brief: BRIEF };
  await expect(saveProfile(app.deps, app.mira, { ...profile, template: "what-shipped:gone" })).rejects.toMatchObject({
    code: "invalid",
    details: [{ path: "template", message: "There is no template “what-shipped:gone”." }],
  });
  const { id: profile_id } = await saveProfile(app.deps, app.mira, { ...profile, template: "what-shipped@2" });
  const update = await compose(app.deps, app.mira, {
    brief: BRIEF,
    channel: CHANNEL,
    profile_id,
    previewed_digest: null,
  });
  await triggerRun(app.deps, { update_id: update.id, generation: update.generation }, true);
  expect(app.pipelines.triggered.at(-1)?.template).toBe("what-shipped@2");
});

test("a tag that a profile names stays, and the profile is named", async () => {
  const ask = await as("operator");
  await ask("PUT", "/what-shipped/tags/customers", { from: null, to: 2, reason: "Theirs." });
  await saveProfile(app.deps, app.mira, {
    name: "Partners",
    time_zone: "UTC",
    channel: CHANNEL,
    brief: BRIEF,
    template: "what-shipped:customers",
  });
  const removed = await ask<Problem & { detail: string }>("POST", "/what-shipped/tags/customers/removal", {
    from: 2,
    reason: "Done.",
  });
  expect([removed.status, removed.body.detail]).toEqual([409, "“Partners” is written by what-shipped:customers."]);
});
