import { afterAll, beforeAll, expect, test } from "vitest";
import { findLineage } from "../../app/updates/find-lineage.ts";
import { readLink } from "../../app/updates/read-link.ts";
import { approve } from "../../app/updates/approve.ts";
import { save } from "../../app/updates/save.ts";
import { listPostedMessages } from "../../db/app/deliveries.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import { sha256 } from "../../webhooks/contract/digest.ts";
import { approving, TEXT } from "../support/app.ts";
import { startStories, type Stories } from "../support/stories.ts";

let stories: Stories;
let app: Stories["app"];

beforeAll(async () => {
  stories = await startStories();
  ({ app } = stories);
});
afterAll(() => stories?.stop());

test.each<[string, ReturnType<typeof readLink>]>([
  [
    "https://acme.slack.com/archives/C07ENG/p1794819727000100",
    { kind: "message", channel: "C07ENG", ts: "1794819727.000100" },
  ],
  [
    " acme.slack.com/archives/C07ENG/p1794819727000100?thread_ts=1.2&cid=C07ENG ",
    { kind: "message", channel: "C07ENG", ts: "1794819727.000100" },
  ],
  ["https://github.com/acme/harbor/pull/12/files#diff", { kind: "pull_request", pr: "acme/harbor#12" }],
  ["acme/harbor#12", { kind: "pull_request", pr: "acme/harbor#12" }],
  ["https://github.com/acme/harbor/issues/12", undefined],
  ["https://github.com/../x/pull/1", undefined],
  ["javascript:alert(1)", undefined],
  ["", undefined],
])("%j leads to where it says", (text, link) => {
  expect(readLink(text)).toEqual(link);
});

test("from the link of a message one step leads to its pull requests, prompts, model, texts and approver", async () => {
  const changed = TEXT.replace(/^- .*$/m, "- A shop’s export gets to its end (#12)");
  const update = await app.written(TEXT);
  await save(app.deps, app.mira, update.id, { markdown: changed, base_revision: 1 });
  await approve(app.deps, app.tobi, update.id, approving(changed, 2));
  await stories.becomes(update, "posted");
  const [part] = await listPostedMessages(app.db, update.id);

  const { from, found, more } = await findLineage(app.deps, app.mira, part?.permalink ?? "");
  expect([from.kind, found.length, more]).toEqual(["message", 1, false]);
  expect(found[0]).toMatchObject({
    update: { id: update.id, address: `http://pulse.test/updates/${update.id}` },
    run: { model: { served: ["writer-large-2026-09"] }, threads: [{ pr: "acme/harbor#12" }, { pr: "acme/harbor#13" }] },
    decision: { by: "Tobi Okafor", revision: 2, digest: sha256(changed) },
    messages: [{ ts: part?.ts, permalink: part?.permalink, digest: part?.digest, part: 1, parts: 1 }],
  });
  expect(found[0]?.edits.map(({ revision, by }) => [revision, by])).toEqual([
    [1, null],
    [2, "Mira Lindqvist"],
  ]);
  expect(found[0]?.edits.at(-1)?.says).toEqual([
    { pr: "acme/harbor#12", text: "A shop’s export gets to its end (#12)" },
  ]);
});

test("from a pull request every update that read it is found, and from one that nobody read none", async () => {
  const told = await findLineage(app.deps, app.mira, "https://github.com/acme/harbor/pull/12");
  expect(told.from.kind).toBe("pull_request");
  expect(told.found.length).toBeGreaterThan(0);
  for (const one of told.found) expect(one.run?.threads.map(({ pr }) => pr)).toEqual(["acme/harbor#12"]);
  await expect(findLineage(app.deps, app.mira, "acme/harbor#9999")).rejects.toMatchObject({ code: "not_found" });
  await expect(
    findLineage(app.deps, app.mira, "https://x.test/archives/C0NONE/p1794819727000100"),
  ).rejects.toMatchObject({
    code: "not_found",
  });
  await expect(findLineage(app.deps, app.mira, "hello")).rejects.toMatchObject({ code: "invalid" });
});

test("while the pipelines do not answer, the way through the app stands all the same", async () => {
  const update = await app.written(TEXT);
  app.pipelines.fails = new Problem("unavailable", "The pipelines do not answer.", "Try again in a moment.");
  const { found } = await findLineage(app.deps, app.mira, `http://pulse.test/updates/${update.id}`);
  app.pipelines.fails = null;
  expect(found).toMatchObject([{ run: null, edits: [{ revision: 1 }], decision: null, messages: [] }]);
});
