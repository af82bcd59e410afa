import { afterAll, beforeAll, expect, test } from "vitest";
import { save } from "../../app/updates/save.ts";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { saveWorkingCopy } from "../../app/updates/save-working-copy.ts";
import { BRIEF, CHANNEL, startTestApp, type TestApp } from "../support/app.ts";
import { browseAsMira, type Browse } from "../support/browse.ts";
import { linesOfHtml } from "../support/words-of-html.ts";

const FIRST = `# Week

An opening.

## New

- **Search**: answers in half the time (#12)
- The login page remembers you (#13)

## Fixed

- Returns were opened twice (#14)
`;
const SECOND = FIRST.replace("half the time", "a third of the time")
  .replace("- The login page remembers you (#13)\n", "")
  .replace("- Returns were opened twice (#14)", "- The login page remembers you (#13)\n- Labels print again (#15)");

let app: TestApp;
let browse: Browse;
beforeAll(async () => {
  app = await startTestApp();
  browse = await browseAsMira(app.deps);
});
afterAll(() => app?.stop());

const shown = async (id: string, query = "") => (await browse(`/updates/${id}/diff${query}`)).text();
/** The words between its marks, and what it is called. */
const said = (html: string) => linesOfHtml(html.slice(html.indexOf('<p class="dif-sum"'))).join(" ");

test("the agent's text and the newest: words are marked, moves are said, what is the same is counted", async () => {
  const update = await app.written(FIRST);
  await save(app.deps, app.tobi, update.id, { markdown: SECOND, base_revision: 1 });
  const html = await shown(update.id);

  expect(said(html)).toContain("1 item rewritten, 1 moved, 1 added and 1 taken out.");
  expect(said(html)).toContain("Moved from New to Fixed");
  expect(html).toMatch(/<del>half<\/del>/);
  expect(html).toMatch(/<ins>third of /);
  expect(html).toMatch(/<ins>Labels print again \(#15\)<\/ins>/);
  expect(html).toMatch(/<del>Returns were opened twice \(#14\)<\/del>/);
});

test("any two can be chosen, also what is being typed; the other way round everything is turned round", async () => {
  const update = await app.written(FIRST);
  await save(app.deps, app.tobi, update.id, { markdown: SECOND, base_revision: 1 });
  await saveWorkingCopy(app.deps, app.mira, update.id, { markdown: FIRST, base_revision: 2 });

  expect(said(await shown(update.id, "?from=1&to=now"))).toContain("Both are the same.");
  expect(said(await shown(update.id, "?from=2&to=now"))).toContain("Moved from Fixed to New");
  const options = [...(await shown(update.id)).matchAll(/<option value="([^"]+)"/g)].map(([, id]) => id);
  expect(new Set(options)).toEqual(new Set(["1", "2", "now"]));
});

test("a sentence that was rewritten almost wholly shows the old one and the new one whole", async () => {
  const update = await app.written("# Week\n\n- Search answers in half the time (#12)\n");
  const markdown = "# Week\n\n- Nobody waits for the index any longer when looking for something (#12)\n";
  await save(app.deps, app.tobi, update.id, { markdown, base_revision: 1 });
  const html = await shown(update.id);
  expect(html).toMatch(/<del>Search answers in half the time \(#12\)<\/del>\s*<ins>Nobody waits/);
});

test("this week is held against what its profile posted last", async () => {
  const profile = await saveProfile(app.deps, app.mira, {
    name: "Weekly",
    time_zone: "UTC",
    channel: CHANNEL,
    brief: BRIEF,
  });
  const last = await app.written(FIRST, { profile_id: profile.id });
  await app.db
    .updateTable("app.updates")
    .set({ state: "posted", posted_at: new Date(Date.now() - 1_000) })
    .where("id", "=", last.id)
    .execute();
  const update = await app.written(SECOND, { profile_id: profile.id });
  const html = await shown(update.id, "?from=last");
  expect(html).toContain("Last time: ");
  expect(said(html)).toContain("1 item rewritten");
});

test("nothing breaks on a version that there is not, and hostile words stay words", async () => {
  const update = await app.written("# Week\n\n- <script>alert(1)</script> (#12)\n");
  await save(app.deps, app.tobi, update.id, {
    markdown: "# Week\n\n- <img src=x onerror=alert(1)> (#12)\n",
    base_revision: 1,
  });
  const html = await shown(update.id, "?from=99&to=%00");
  expect(html).not.toMatch(/<script>alert|<img src=x/);
  expect(html).toContain("&lt;");
});
