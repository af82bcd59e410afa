import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { notePosts } from "../../app/policies/note-posts.ts";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { findGeneration } from "../../db/app/generations.ts";
import type { Profile } from "../../db/app/tables.ts";
import { BRIEF, line } from "../support/app.ts";
import { browseAsMira } from "../support/browse.ts";
import { type ComposePage, FORM, startComposePage, ticked } from "../support/compose-page.ts";

let shown: ComposePage;
let app: ComposePage["app"];
let profile: Profile;
const CHANNEL = { id: "C1", name: "eng-updates" };

beforeAll(async () => {
  shown = await startComposePage();
  ({ app } = shown);
  profile = await saveProfile(app.deps, app.mira, { name: "Told", time_zone: "UTC", channel: CHANNEL, brief: BRIEF });
  await notePosts(app.deps, app.mira, { profile_id: profile.id, text: "Shipped: #4" });
  const posted = await app.composed({ channel: CHANNEL });
  const ledger = JSON.stringify([line("acme/harbor#2"), line("acme/harbor#3", "grouped")]);
  const posted_at = new Date("2026-11-14T09:00:00Z");
  await app.db
    .updateTable("app.updates")
    .set({ ledger, state: "posted", posted_at })
    .where("id", "=", posted.id)
    .execute();
});
afterAll(() => shown?.stop());
beforeEach(() => shown.clear());

const textOf = (html: string) => html.replaceAll(/<[^>]*>/g, " ").replaceAll(/\s+/g, " ");
const of = (fields: [string, string][], more: [string, string][] = []): [string, string][] => [
  ...fields,
  ["profile", profile.slug],
  ...more,
];
const isTicked = (html: string, ref: string) => new RegExp(`value="${ref}"[^>]*checked`).test(html);

test("what Pulse posted in the channel, and what pasted posts told, says so on its row; what was only counted does not", async () => {
  const html = await shown.compose(of(FORM));
  expect(textOf(html)).toContain("2 of these were announced already.");
  expect(textOf(html)).toMatch(/#2 [^#]*Already announced on 14 Nov[ 2026]* in #eng-updates/);
  expect(textOf(html)).toMatch(/#4 [^#]*Already announced in a post that was pasted/);
  expect(textOf(html)).not.toMatch(/#3 [^#]*Already announced/);
  expect(["acme/harbor#2", "acme/harbor#4"].map((ref) => isTicked(html, ref))).toEqual([true, true]);
});

test("without a profile only what stands in the channel counts", async () => {
  const text = textOf(await shown.compose(FORM));
  expect(text).toContain("One of these was announced already.");
  expect(textOf(await shown.compose([...FORM.slice(0, -1), ["channel", "C2"]]))).not.toContain("announced already");
});

test("one tap takes all of it out and leaves the rest as it was ticked; another puts it back", async () => {
  const announced: [string, string] = ["announced", "acme/harbor#2 acme/harbor#4"];
  const out = await shown.compose(of(ticked(24), [announced, ["do", "without_announced"]]));
  expect(textOf(out)).toContain("2 that were announced already are left out.");
  expect(["#1", "#2", "#4", "#25"].map((ref) => isTicked(out, `acme/harbor${ref}`))).toEqual([
    true,
    false,
    false,
    false,
  ]);
  const back = await shown.compose(of(ticked(1), [announced, ["do", "with_announced"]]));
  expect(["#1", "#2", "#3", "#4"].map((ref) => isTicked(back, `acme/harbor${ref}`))).toEqual([true, true, false, true]);
});

test("a run is told where the ones that are left out were announced, and nothing of the others", async () => {
  const mira = await browseAsMira(app.deps);
  const listed = ["acme/harbor#1", "acme/harbor#2", "acme/harbor#3"];
  const answer = await mira(
    "/updates",
    {},
    of(FORM, [
      ["listed", listed.join(" ")],
      ["included", listed[0]!],
    ]),
  );
  const id = answer.headers.get("location")?.split("/").at(-1) ?? "";
  const { parameters } = (await findGeneration(app.db, id, 1))!;
  expect(parameters.ignored_prs).toEqual(["acme/harbor#2", "acme/harbor#3"]);
  expect(parameters.announced).toEqual([
    { pr: "acme/harbor#2", where: expect.stringMatching(/^on 14 Nov[ 2026]* in #eng-updates$/) },
  ]);
});
