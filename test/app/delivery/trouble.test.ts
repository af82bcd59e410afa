import { WebClient } from "@slack/web-api";
import { afterAll, beforeAll, expect, test } from "vitest";
import { deliver } from "../../../app/delivery/deliver.ts";
import { sweepDeliveries } from "../../../app/delivery/sweep-deliveries.ts";
import { plainText } from "../../../app/message/mrkdwn.ts";
import { lastLook } from "../../../app/schedules/recheck.ts";
import { approve } from "../../../app/updates/approve.ts";
import { correct } from "../../../app/updates/correct.ts";
import { listAudit } from "../../../db/app/audit.ts";
import { findApproval } from "../../../db/app/decisions.ts";
import { listDeliveries, listPostedMessages } from "../../../db/app/deliveries.ts";
import type { Update } from "../../../db/app/tables.ts";
import { digestOf } from "../../../webhooks/contract/digest.ts";
import { type Places, type Place, startPlaces } from "../../support/delivery-places.ts";

let places: Places;
let app: Places["app"];
let demo: Places["demo"];
let newPlace: Places["newPlace"];
let approved: Places["approved"];
let becomes: Places["becomes"];

beforeAll(async () => {
  places = await startPlaces();
  ({ app, demo, newPlace, approved, becomes } = places);
});
afterAll(() => places?.stop());

const section = (part: number, words = 500) => `## Part ${part}\n\n${`${part} words in a row. `.repeat(words).trim()}`;
const textOf = (parts: number) => Array.from({ length: parts }, (_, index) => section(index + 1)).join("\n\n");

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
