import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { closeChannel } from "../../../app/policies/close-channel.ts";
import { letReadChannel } from "../../../app/policies/let-read-channel.ts";
import { readTeamChannel } from "../../../app/policies/read-team-channel.ts";
import { saveProfile } from "../../../app/profiles/save-profile.ts";
import { findConsent, listAnnounced } from "../../../db/app/announced.ts";
import type { Profile } from "../../../db/app/tables.ts";
import { BRIEF, CHANNEL } from "../../support/app.ts";
import { slackClientOf } from "../../support/slack-client.ts";
import { startStories, type Stories } from "../../support/stories.ts";

let stories: Stories;
let app: Stories["app"];
let profile: Profile;
let made = 0;

beforeAll(async () => {
  stories = await startStories();
  ({ app } = stories);
});
afterEach(() => stories.slack.mend());
afterAll(() => stories?.stop());
beforeEach(async () => {
  const input = { name: `Reads ${(made += 1)}`, time_zone: "UTC", channel: CHANNEL, brief: BRIEF };
  profile = await saveProfile(app.deps, app.mira, input);
});

const read = () => readTeamChannel(app.deps, app.mira, profile.id);
const announced = async () => (await listAnnounced(app.db, profile.id)).map(({ pr, section }) => [pr, section]);

test("a channel is read only where a person in the browser lets it, and no more once they take it back", async () => {
  const web = slackClientOf(stories.slack.url);
  const posted = await web.chat.postMessage({
    channel: CHANNEL.id,
    text: "*Fixed*\n• Login (<https://github.com/acme/harbor/pull/31|#31>)",
  });
  await web.chat.postMessage({ channel: CHANNEL.id, text: "Lunch at noon?" });

  await expect(read()).rejects.toMatchObject({ code: "forbidden", message: "Nobody let Pulse read #eng-updates." });
  await expect(letReadChannel(app.deps, { ...app.mira, surface: "slack" }, profile.id)).rejects.toMatchObject({
    code: "forbidden",
  });
  await letReadChannel(app.deps, app.mira, profile.id);
  expect(await read()).toEqual({ messages: 1, told: 1, added: 1 });
  expect(await announced()).toEqual([["acme/harbor#31", "Fixed"]]);
  const [said] = await listAnnounced(app.db, profile.id);
  expect(said?.said_at).toEqual(new Date(Number(posted.ts) * 1_000));

  await closeChannel(app.deps, app.tobi, profile.id);
  expect([await findConsent(app.db, profile.id), await announced()]).toEqual([undefined, []]);
  await expect(read()).rejects.toMatchObject({ code: "forbidden" });
  const trail = await app.db
    .selectFrom("app.audit_events")
    .select(["action", "actor_id"])
    .where("profile_id", "=", profile.id)
    .where("action", "like", "profile.channel_%")
    .orderBy("at")
    .execute();
  expect(trail).toEqual([
    { action: "profile.channel_opened", actor_id: app.mira.id },
    { action: "profile.channel_closed", actor_id: app.tobi.id },
  ]);
});

test("a scope that is missing is said with what to do, and nothing is kept", async () => {
  await letReadChannel(app.deps, app.mira, profile.id);
  await stories.slack.fault({ method: "conversations.history", fault: "error", error: "missing_scope" });
  await expect(read()).rejects.toMatchObject({
    message: expect.stringMatching(/lacks/),
    remedy: expect.stringMatching(/reinstall it, then read it again\.$/),
  });
  expect(await announced()).toEqual([]);
});
