import { saveProfile } from "../../app/profiles/save-profile.ts";
import { measureApproved } from "../../app/feedback/measure-approved.ts";
import { sayWhy } from "../../app/feedback/say-why.ts";
import { changesOf } from "../../app/feedback/changes.ts";
import { approve } from "../../app/updates/approve.ts";
import { loadUpdate } from "../../app/updates/load.ts";
import { EDIT_REASONS } from "../../app/words.ts";
import type { AppTables, Brief, Db, Profile, Update } from "../../db/app/tables.ts";
import { connect } from "../../db/connect.ts";
import { BRIEF, CHANNEL, type TestApp } from "./app.ts";
import { silent } from "./database.ts";

const WEEK_MS = 7 * 24 * 3_600_000;
const HOUR_MS = 3_600_000;

const SENTENCES = [
  "Search answers in half the time",
  "The login page remembers who signed in last",
  "Invoices can be exported as CSV and PDF",
  "Webhooks are sent again after an outage of the other side",
  "Labels can be printed on A6 paper",
  "The price list shows taxes for each country",
  "Errors of an import name the line that they are in",
  "Dark mode follows the system",
  "Time zones without daylight saving are shown right",
  "Long lists are paged by cursor instead of offset",
  "The mobile menu closes by a tap beside it",
  "Attachments up to 50 MB are accepted",
];

/** Of the 26 weeks that the page shows: drafted a day before, the first would fall before them on a Monday. */
const SHOWN_WHOLE = 25;

/**
 * Half a year of approved texts, by the operations that people use, of two profiles, two versions and two writers: edited much at first
 * and less later. What only time would make (when a text was drafted and approved, which version wrote, what the checks found) is put
 * into the rows afterwards, because half a year cannot be waited for.
 */
export async function sixMonths(app: TestApp, weeks = SHOWN_WHOLE): Promise<Update[]> {
  const [weekly, news] = [await profile(app, "Engineering weekly"), await profile(app, "Product news")];
  const updates: Update[] = [];
  // Whoever owns the tables: what is written in them stays as it is for everybody else.
  const owner = connect<AppTables>(app.database.url("pulse_owner"), silent);
  for (let ago = weeks - 1; ago >= 0; ago -= 1) {
    if (ago === 19) continue;
    updates.push(await approvedText(app, owner.db, weekly, ago, "demo-writer"));
    if (ago % 2 === 0) updates.push(await approvedText(app, owner.db, news, ago, ago > 8 ? "rules" : "demo-writer"));
  }
  await owner.close();
  while ((await measureApproved(app.deps)) > 0);
  return updates;
}

async function profile(app: TestApp, name: string): Promise<Profile> {
  const input = { name, time_zone: "Europe/Berlin", channel: CHANNEL, brief: BRIEF };
  return saveProfile(app.deps, app.mira, input);
}

async function approvedText(app: TestApp, owner: Db, of: Profile, ago: number, llm_model: string): Promise<Update> {
  const brief: Partial<Brief> = { llm_model };
  const picked = SENTENCES.map((_, index) => SENTENCES[(index * 5 + ago * 3) % SENTENCES.length] ?? "").slice(0, 8);
  const lines = picked.map((sentence, index) => `- ${sentence} (#${100 + index})`);
  const draft = `# What shipped\n\n## Highlights\n\n${lines.slice(0, 4).join("\n")}\n\n## Fixes\n\n${lines.slice(4).join("\n")}\n`;
  const written = await app.written(draft, { brief, profile_id: of.id });
  const edited = editedBy(draft, ago, llm_model === "rules");
  await approve(app.deps, app.tobi, written.id, { markdown: edited, base_revision: 1, override_reason: null });
  await dated(owner, written, ago);
  if (ago % 3 !== 1) await reasoned(app, written, ago);
  return app.now(written);
}

/** More of it the longer ago, and of what no model wrote. */
function editedBy(draft: string, ago: number, much: boolean): string {
  const lines = draft.split("\n");
  const items = lines.flatMap((line, index) => (line.startsWith("- ") ? [index] : []));
  const edits = Math.min(items.length - 2, Math.round(ago / 8 + (ago % 3) / 2) + (much ? 1 : 0));
  for (const index of items.slice(1, 1 + edits)) {
    lines[index] = (lines[index] ?? "").replace(/^- (.*) \((#\d+)\)$/, "- $1, on every page and for every team ($2)");
  }
  const last = items.at(-1) ?? 0;
  if (ago % 4 === 0) lines.splice(last, 1);
  if (ago % 5 === 0) lines.splice(items[0] ?? 0, 0, "- Thank you for 200 reports of this (#99)");
  return lines.join("\n");
}

async function dated(db: Db, { id }: Update, ago: number): Promise<void> {
  const drafted_at = new Date(Date.now() - ago * WEEK_MS - (30 - (ago % 7)) * HOUR_MS);
  const approved_at = new Date(drafted_at.getTime() + (1 + ago / 3 + (ago % 4)) * HOUR_MS);
  await db
    .updateTable("app.updates")
    .set({ created_at: drafted_at, posted_at: approved_at, state: "posted" })
    .where("id", "=", id)
    .execute();
  await db.updateTable("app.revisions").set({ created_at: drafted_at }).where("update_id", "=", id).execute();
  await db.updateTable("app.decisions").set({ created_at: approved_at }).where("update_id", "=", id).execute();
  const template = JSON.stringify({ name: "what-shipped", version: ago > 12 ? 1 : 2 });
  await db.updateTable("app.generations").set({ template }).where("update_id", "=", id).execute();
  const { run_id } = await db
    .selectFrom("app.generations")
    .select("run_id")
    .where("update_id", "=", id)
    .executeTakeFirstOrThrow();
  const findings = Array.from({ length: Math.round(ago / 7) + (ago % 2) }, (_, index) => ({
    key: `${index}`,
    check: "numbers",
    severity: index % 3 === 0 ? "fault" : "flag",
    message: "A number.",
    fix: "Take it out.",
    line: null,
    prs: [],
  }));
  await db
    .updateTable("app.findings")
    .set({ findings: JSON.stringify(findings) })
    .where("run_id", "=", run_id ?? "")
    .execute();
}

async function reasoned(app: TestApp, { id }: Update, ago: number): Promise<void> {
  const changes = await changesOf(app.db, await loadUpdate(app.deps, app.tobi, id));
  const item = changes?.items.find(({ fate }) => fate !== "kept")?.key;
  const reason = [EDIT_REASONS[3], EDIT_REASONS[0], EDIT_REASONS[3], EDIT_REASONS[1], EDIT_REASONS[4]][ago % 5]?.value;
  if (item !== undefined && reason) await sayWhy(app.deps, app.tobi, id, { item, reason, on: true });
}
