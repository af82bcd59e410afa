import { afterAll, beforeAll, expect, test } from "vitest";
import { deliver } from "../../../app/delivery/deliver.ts";
import { slackClient } from "../../../app/delivery/slack.ts";
import type { Deps } from "../../../app/deps.ts";
import { DELIVER } from "../../../app/job-names.ts";
import { lastLook } from "../../../app/schedules/recheck.ts";
import { retryPost } from "../../../app/updates/retry-post.ts";
import { approve } from "../../../app/updates/approve.ts";
import { listDeliveries } from "../../../db/app/deliveries.ts";
import { startDemoSlack } from "../../../demo/slack/server.ts";
import { until } from "../../support/until.ts";
import { silent } from "../../support/database.ts";
import { type Places, type Place, startPlaces } from "../../support/delivery-places.ts";

let places: Places;
let app: Places["app"];
let newPlace: Places["newPlace"];
let approved: Places["approved"];
let becomes: Places["becomes"];

beforeAll(async () => {
  places = await startPlaces();
  ({ app, newPlace, approved, becomes } = places);
});
afterAll(() => places?.stop());

const strike = (place: Place, error: string, more: object = {}) =>
  place.slack.fault({ method: "chat.postMessage", channel: place.channel.id, fault: "error", error, ...more });

test("a channel that was renamed since the approval gets its message, and its new name is known", async () => {
  const place = await newPlace();
  const jobs = { ...app.deps.jobs, send: async () => true };
  const update = await app.written("# Short", { channel: place.channel });
  await approve({ ...app.deps, jobs }, app.mira, update.id, {
    markdown: "# Short",
    base_revision: 1,
    override_reason: null,
  });
  await place.slack.change("rename", "team-new");
  const [delivery] = await listDeliveries(app.db, update.id);

  await deliver(app.deps, { delivery_id: delivery!.id }, lastLook);

  expect(await app.now(update)).toMatchObject({ state: "posted", channel: { id: place.channel.id, name: "team-new" } });
  expect((await listDeliveries(app.db, update.id))[0]?.channel.name).toBe("team-new");
  expect(await place.slack.texts()).toHaveLength(1);
});

test("an archived channel says so, keeps the approved text, and gets it after it was unarchived", async () => {
  const place = await newPlace();
  await place.slack.change("archive");
  const update = await approved(place, "# Short");
  const { problem } = await becomes(update, "post_failed");
  expect(problem).toMatchObject({
    message: `#${place.channel.name} is archived.`,
    remedy: `Unarchive #${place.channel.name} in Slack, then post again; or post it to another channel.`,
  });

  await place.slack.change("unarchive");
  await retryPost(app.deps, app.mira, update.id);
  await becomes(update, "posted");

  expect(await place.slack.texts()).toHaveLength(1);
});

test("in a storm of 429 each message waits as long as Slack says, keeps its distance, and arrives once", async () => {
  const place = await newPlace();
  const spacingMs = 150;
  const settings = { ...app.deps.settings, posting: { ...app.deps.settings.posting!, spacingMs } };
  await place.slack.fault({
    method: "chat.postMessage",
    channel: place.channel.id,
    fault: "429",
    times: 2,
    retry_after_s: 1,
  });
  // Its first message that Slack takes is long on its way there: the next one must keep its distance all the same.
  const lateOnce = { ...app.deps.slack, post: lateAt(3, 3 * spacingMs, app.deps.slack.post) };
  const deps = { ...app.deps, settings, slack: lateOnce, jobs: { ...app.deps.jobs, send: async () => true } };
  const ids: string[] = [];
  for (const number of [1, 2, 3, 4]) {
    const markdown = `# Update ${number}`;
    const update = await app.written(markdown, { channel: place.channel });
    await approve(deps, app.mira, update.id, { markdown, base_revision: 1, override_reason: null });
    ids.push((await listDeliveries(app.db, update.id))[0]!.id);
  }

  await Promise.all(ids.map((delivery_id) => untilOver(deps, delivery_id)));

  expect((await place.slack.texts()).toSorted()).toEqual([1, 2, 3, 4].map((number) => `# Update ${number}`));
  const posts = (await place.slack.calls()).filter(({ method }) => method === "chat.postMessage");
  expect(posts.map(({ outcome }) => outcome)).toEqual(["fault 429", "fault 429", "ok", "ok", "ok", "ok"]);
  const gaps = posts.slice(1).map(({ at }, index) => Date.parse(at) - Date.parse(posts[index]!.at));
  // Slack's own clock: what it asked for, and our distance. A timer may come a millisecond early.
  expect(
    gaps.slice(0, 2).every((gap) => gap >= 1_000 - 2),
    `${gaps}`,
  ).toBe(true);
  expect(
    gaps.slice(2).every((gap) => gap >= spacingMs - 2),
    `${gaps}`,
  ).toBe(true);
});

/** The nth call takes so long to get to Slack. */
function lateAt(nth: number, ms: number, post: Deps["slack"]["post"]): Deps["slack"]["post"] {
  let calls = 0;
  return async (...of) => {
    calls += 1;
    if (calls === nth) await new Promise((done) => setTimeout(done, ms));
    return post(...of);
  };
}

/** A delivery's chain of jobs, one after the other, in real time. */
async function untilOver(deps: Deps, delivery_id: string): Promise<void> {
  for (;;) {
    let again: number | undefined;
    const send: Deps["jobs"]["send"] = async (_tx, _name, _data, options) => {
      again = options?.startAfterS ?? 0;
      return true;
    };
    await deliver({ ...deps, jobs: { ...deps.jobs, send } }, { delivery_id }, lastLook);
    if (again === undefined) return;
    const [part] = await deps.db
      .selectFrom("app.delivery_parts")
      .selectAll()
      .where("delivery_id", "=", delivery_id)
      .execute();
    const due = part?.not_before?.getTime() ?? Date.now() + 20;
    await until("time to try again", () => Date.now() >= due);
  }
}

test.each([
  ["cannot be reached", "down"],
  ["answers everything with 503", "503"],
])(
  "while Slack %s for ten minutes the tries go on, ever less often; then the message arrives once",
  async (_what, how) => {
    const own = await startDemoSlack({ rate: "off" });
    const port = Number(new URL(own.url).port);
    const place = await newPlace(own.url);
    const slack = slackClient({ log: silent, token: "xoxb-demo", apiUrl: `${own.url}/api/`, timeoutMs: 400 });
    const update = await app.written("# Short", { channel: place.channel });
    const approval = { markdown: "# Short", base_revision: 1, override_reason: null };
    await approve({ ...app.deps, jobs: { ...app.deps.jobs, send: async () => true } }, app.mira, update.id, approval);
    const delivery_id = (await listDeliveries(app.db, update.id))[0]!.id;
    const begun = Date.now();
    let now = begun;
    let next: number | undefined = 0;
    const waits: number[] = [];
    const posting = { spacingMs: 0, looksAfterS: [10, 45], againAfterS: { first: 5, most: 60 }, silenceS: 1_800 };
    const send: Deps["jobs"]["send"] = async (_tx, name, _data, options) => {
      expect(name).toBe(DELIVER);
      next = options?.startAfterS ?? 0;
      return true;
    };
    const deps: Deps = {
      ...app.deps,
      slack,
      clock: () => new Date(now),
      jobs: { ...app.deps.jobs, send },
      settings: { ...app.deps.settings, posting },
    };
    if (how === "down") await own.stop();
    else {
      for (const method of ["chat.postMessage", "conversations.history", "conversations.info", "auth.test"]) {
        await place.slack.fault({ method, fault: "500-before", times: 999 });
      }
    }

    let again = own;
    let up = false;
    while (next !== undefined) {
      now += next * 1_000;
      if (!up && now - begun >= 600_000) {
        up = true;
        if (how === "down") again = await startDemoSlack({ rate: "off", port });
        if (how === "down") await place.slack.change("create", place.channel.name);
        await place.slack.mend();
      }
      next = undefined;
      await deliver(deps, { delivery_id }, lastLook);
      if (next !== undefined) waits.push(next);
    }

    expect((await app.now(update)).state).toBe("posted");
    expect(await place.slack.texts()).toEqual(["# Short"]);
    expect(waits.slice(0, 4)).toEqual(how === "down" ? [5, 10, 20, 40] : [5, 5, 10, 20]);
    expect(Math.max(...waits)).toBe(60);
    // What may have been posted is looked for twice more before it is sent again.
    if (how === "503") expect(waits.slice(-2)).toEqual([10, 45]);
    await again.stop();
  },
);

test("when Slack has taken nothing for six hours its people are told, and can post again", async () => {
  const place = await newPlace();
  await strike(place, "ratelimited", { times: 2 });
  const deps = { ...app.deps, jobs: { ...app.deps.jobs, send: async () => true } };
  const update = await app.written("# Short", { channel: place.channel });
  await approve(deps, app.mira, update.id, { markdown: "# Short", base_revision: 1, override_reason: null });
  const [delivery] = await listDeliveries(app.db, update.id);
  await deliver(deps, { delivery_id: delivery!.id }, lastLook);
  expect((await app.now(update)).state).toBe("posting");

  const later = { ...deps, clock: () => new Date(Date.now() + 7 * 3_600_000) };
  await deliver(later, { delivery_id: delivery!.id }, lastLook);

  expect(await app.now(update)).toMatchObject({
    state: "post_failed",
    problem: { message: "Slack has not taken the message for six hours." },
  });
  await retryPost(app.deps, app.mira, update.id);
  await becomes(update, "posted");
  expect(await place.slack.texts()).toHaveLength(1);
});
