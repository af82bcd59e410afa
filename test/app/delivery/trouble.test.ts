import { WebClient } from "@slack/web-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { deliver, sweepDeliveries } from "../../../app/delivery/deliver.ts";
import { plainText } from "../../../app/message/mrkdwn.ts";
import { slackClient } from "../../../app/delivery/slack.ts";
import type { Deps } from "../../../app/deps.ts";
import { workJobs } from "../../../app/jobs.ts";
import { DELIVER } from "../../../app/job-names.ts";
import { lastLook } from "../../../app/schedules/recheck.ts";
import { retryPost } from "../../../app/updates/retry-post.ts";
import { approve } from "../../../app/updates/approve.ts";
import { correct } from "../../../app/updates/correct.ts";
import { listAudit } from "../../../db/app/audit.ts";
import { findApproval } from "../../../db/app/decisions.ts";
import { listDeliveries, listPostedMessages } from "../../../db/app/deliveries.ts";
import type { Update, UpdateState } from "../../../db/app/tables.ts";
import { startDemoSlack } from "../../../demo/slack/server.ts";
import { digestOf } from "../../../webhooks/contract/digest.ts";
import { startTestApp, type TestApp } from "../../support/app.ts";
import { demoSlackOf, type DemoSlack } from "../../support/demo-slack.ts";
import { until } from "../../support/until.ts";
import { silent } from "../../support/database.ts";

let app: TestApp;
let demo: { url: string; stop: () => Promise<void> };

beforeAll(async () => {
  demo = await startDemoSlack({ rate: "off" });
  app = await startTestApp({
    slack: slackClient({ log: silent, token: "xoxb-demo", apiUrl: `${demo.url}/api/`, timeoutMs: 400 }),
  });
  await workJobs(app.deps);
});
afterAll(async () => {
  await app?.stop();
  await demo?.stop();
});

let count = 0;
type Place = { slack: DemoSlack; channel: { id: string; name: string } };

/** A channel of its own. */
async function newPlace(url = demo.url): Promise<Place> {
  count += 1;
  const channel = { id: `C0T${String(count).padStart(3, "0")}`, name: `team-${count}` };
  const slack = demoSlackOf(url, channel.id);
  await slack.change("create", channel.name);
  return { slack, channel };
}

const section = (part: number, words = 500) => `## Part ${part}\n\n${`${part} words in a row. `.repeat(words).trim()}`;
const textOf = (parts: number) => Array.from({ length: parts }, (_, index) => section(index + 1)).join("\n\n");

async function approved({ channel }: Place, markdown: string): Promise<Update> {
  const update = await app.written(markdown, { channel });
  return approve(app.deps, app.mira, update.id, { markdown, base_revision: 1, override_reason: null });
}

const becomes = (update: Update, ...states: UpdateState[]) =>
  until(`update that is ${states.join(" or ")}`, async () => {
    const now = await app.now(update);
    return states.includes(now.state) && now;
  });

/** Every message of a channel's one thread, as people read it. */
async function read({ slack }: Place): Promise<string[]> {
  const [root] = await slack.channel();
  return root ? (await slack.thread(root.ts)).map(({ text }) => plainText(text)) : [];
}

const parted = (texts: string[]) => texts.map((text) => text.match(/Part \d/g)?.join(" + "));
const actions = async ({ id }: Update) => (await listAudit(app.db, id)).map(({ action }) => action);
const strike = (place: Place, error: string, more: object = {}) =>
  place.slack.fault({ method: "chat.postMessage", channel: place.channel.id, fault: "error", error, ...more });

/** What goes out is made from what was approved, and from nothing else. */
async function stillApproved(update: Update): Promise<void> {
  const approval = await findApproval(app.db, update.id);
  const parts = (await listDeliveries(app.db, update.id)).at(-1)?.parts ?? [];
  const digests = [...new Set(parts.map(({ digest }) => digest))];
  expect(parts.map(({ payload }) => digestOf(payload))).toEqual(parts.map(({ digest }) => digest));
  expect(digestOf(digests)).toBe(approval?.parts_digest);
}

test.each(["invalid_blocks", "invalid_blocks_format", "no_text", "too_many_attachments"])(
  "%s: the same words go out in a plainer form, once, and the trail says so",
  async (error) => {
    const place = await newPlace();
    await strike(place, error);
    const update = await approved(place, "# Short\n\n- one *thing*");
    await becomes(update, "posted");

    const text = { type: "mrkdwn", verbatim: true, text: "*Short*\n\n• one _thing_" };
    expect(await place.slack.channel()).toMatchObject([{ blocks: [{ type: "section", text }] }]);
    expect(await actions(update)).toContain("update.reshaped");
    await stillApproved(update);
  },
);

test("blocks that Slack never takes become plain text", async () => {
  const place = await newPlace();
  await strike(place, "invalid_blocks", { times: 2 });
  const update = await approved(place, "# Short\n\n- one *thing*\n- another");
  await becomes(update, "posted");

  expect(await place.slack.channel()).toMatchObject([{ text: "Short\n\n• one thing\n• another", blocks: [] }]);
  await stillApproved(update);
});

test.each(["msg_blocks_too_long", "msg_too_long"])(
  "%s: it becomes more messages, in order, each once",
  async (error) => {
    const place = await newPlace();
    await strike(place, error, { skip: 1, times: 2 });
    const update = await approved(
      place,
      `${textOf(1)}\n\n${[2, 3, 4, 5].map((part) => section(part, 100)).join("\n\n")}\n\n${section(6)}`,
    );
    await becomes(update, "posted");

    expect(parted(await read(place))).toEqual(["Part 1", "Part 2", "Part 3", "Part 4 + Part 5", "Part 6"]);
    await stillApproved(update);
  },
);

test("a correction that is too long for its message goes on in the thread, and no message is left over", async () => {
  const place = await newPlace();
  const update = await approved(place, textOf(2));
  await becomes(update, "posted");
  const before = await listPostedMessages(app.db, update.id);

  await place.slack.fault({ method: "chat.update", channel: place.channel.id, fault: "error", error: "msg_too_long" });
  const markdown = [7, 8].map((part) => section(part, 100)).join("\n\n");
  await correct(app.deps, app.mira, update.id, { markdown, base_revision: 1, override_reason: null });
  await becomes(update, "posted");

  expect((await app.now(update)).problem).toBeNull();
  expect(parted(await read(place))).toEqual(["Part 7", "Part 8"]);
  expect((await listPostedMessages(app.db, update.id)).map(({ ts }) => ts)).toEqual(before.map(({ ts }) => ts));
  await stillApproved(update);
});

test("metadata that Slack refuses is left out; then a lost answer is for a person, never for a guess", async () => {
  const place = await newPlace();
  await strike(place, "metadata_too_large");
  await place.slack.fault({ method: "chat.postMessage", channel: place.channel.id, fault: "500-after" });
  const update = await approved(place, "# Short");

  await becomes(update, "needs_check");

  expect((await place.slack.channel()).map(({ metadata }) => metadata)).toEqual([undefined]);
});

test.each([-86_400, -3_600, -200, 200, 3_600, 86_400])(
  "a clock that is %i s ahead, or jumps so far while an answer is lost, neither doubles nor loses a message",
  async (ahead_s) => {
    const jobs = { ...app.deps.jobs, send: async () => true };
    for (const offsets of [[ahead_s], [0, ahead_s], [ahead_s, 0, -ahead_s]]) {
      for (const fault of ["500-after", "500-before", "429"] as const) {
        const place = await newPlace();
        await place.slack.fault({ method: "chat.postMessage", channel: place.channel.id, fault, retry_after_s: 1 });
        const update = await app.written("# Short", { channel: place.channel });
        const approval = { markdown: "# Short", base_revision: 1, override_reason: null };
        await approve({ ...app.deps, jobs }, app.mira, update.id, approval);
        const [delivery] = await listDeliveries(app.db, update.id);
        // The clock stands elsewhere at each try.
        for (let turn = 0; (await app.now(update)).state !== "posted" && turn < 40; turn += 1) {
          const offset = offsets[turn % offsets.length] ?? 0;
          const clock = () => new Date(Date.now() + offset * 1_000 + turn * 1_000);
          await deliver({ ...app.deps, jobs, clock }, { delivery_id: delivery!.id }, lastLook);
        }
        expect((await app.now(update)).state, `${fault}, ${offsets}`).toBe("posted");
        expect(await place.slack.texts(), `${fault}, ${offsets}`).toEqual(["# Short"]);
      }
    }
  },
);

test("a message of ours that the history shows without its mark is for a person to look at, and not sent again", async () => {
  const place = await newPlace();
  const unmarked = { channel: place.channel.id, text: "# Short" };
  const jobs = { ...app.deps.jobs, send: async () => true };
  const update = await app.written("# Short", { channel: place.channel });
  await approve({ ...app.deps, jobs }, app.mira, update.id, {
    markdown: "# Short",
    base_revision: 1,
    override_reason: null,
  });
  const [delivery] = await listDeliveries(app.db, update.id);
  const slack = {
    ...app.deps.slack,
    // What Slack got, and shows without what was beside it.
    post: async (...of: Parameters<typeof app.deps.slack.post>) => {
      await new WebClient("xoxb-demo", { slackApiUrl: `${demo.url}/api/` }).chat.postMessage(unmarked);
      await place.slack.fault({ method: "chat.postMessage", channel: place.channel.id, fault: "500-before" });
      return app.deps.slack.post(...of);
    },
  };

  await deliver({ ...app.deps, slack, jobs }, { delivery_id: delivery!.id }, lastLook);

  expect((await app.now(update)).state).toBe("needs_check");
  expect(await place.slack.texts()).toHaveLength(1);
});

test("a delivery that another clock left far in the future is taken up by the sweep", async () => {
  for (const ahead_s of [-86_400, 86_400]) {
    const place = await newPlace();
    await place.slack.fault({ method: "chat.postMessage", channel: place.channel.id, fault: "429", retry_after_s: 5 });
    const update = await app.written("# Short", { channel: place.channel });
    const lost = { ...app.deps, jobs: { ...app.deps.jobs, send: async () => true } };
    const approval = { markdown: "# Short", base_revision: 1, override_reason: null };
    await approve(lost, app.mira, update.id, approval);
    const [delivery] = await listDeliveries(app.db, update.id);
    const other = { ...lost, clock: () => new Date(Date.now() + ahead_s * 1_000) };
    await deliver(other, { delivery_id: delivery!.id }, lastLook);
    expect((await app.now(update)).state).toBe("posting");

    await sweepDeliveries(app.deps);

    await becomes(update, "posted");
    expect(await place.slack.texts()).toHaveLength(1);
  }
});

test("what Slack takes in no form is refused in the end, with the approved text kept", async () => {
  const place = await newPlace();
  await strike(place, "invalid_blocks", { times: 9 });
  const update = await approved(place, "# Short");

  const { problem } = await becomes(update, "post_failed");

  expect(problem).toMatchObject({ remedy: "Make the text simpler or shorter, then post it again." });
  expect(await place.slack.channel()).toEqual([]);
  expect(await findApproval(app.db, update.id)).toBeDefined();
});

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
