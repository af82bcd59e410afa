import { sql } from "kysely";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { saveSchedule } from "../../app/schedules/save-schedule.ts";
import { BRIEF, CHANNEL, type TestApp } from "./app.ts";
import type { requestsFor } from "./hostile.ts";
import { calls } from "./recorded-calls.ts";
import { readReport, runAnswer, steps } from "./recorded-run.ts";

type Known = Parameters<typeof requestsFor>[1];

/** Something of everything, so that the doors lead somewhere. */
export async function furnish(app: TestApp): Promise<Known> {
  const profile = await saveProfile(app.deps, app.mira, {
    name: "Weekly",
    time_zone: "Europe/Berlin",
    channel: CHANNEL,
    brief: BRIEF,
  });
  const rule = { cron: "0 9 * * 1", time_zone: "Europe/Berlin", draft_lead_minutes: 60, posts: "at_slot" as const };
  await saveSchedule(app.deps, app.mira, profile.id, rule);
  const states = [
    "in_review",
    "in_review",
    "in_review",
    "generating",
    "failed",
    "changes_requested",
    "expired",
  ] as const;
  const updates = await Promise.all(states.map(() => app.composed()));
  for (const [index, update] of updates.entries()) {
    const written = states[index] === "generating" ? update : await app.answered(update);
    if (states[index] !== "generating" && states[index] !== "in_review") await app.put(written.id, states[index]!);
  }
  app.pipelines.report = readReport();
  app.pipelines.recording = { steps: steps(), calls: calls() };
  // Each run that is asked for, also while all of this goes on.
  app.pipelines.run = async (id) => runAnswer({ id });
  const ids = updates.map(({ id }) => id);
  const people = [app.tobi.id ?? "", crypto.randomUUID()];
  return {
    params: {
      id: [...ids, ...people],
      slug: [profile.slug, "nothing"],
      seq: ["1", "999"],
      part: ["github", "model", "slack"],
      name: ["app.js", "app.css", "nothing.js", "what-shipped"],
      number: ["1", "2", "999"],
    },
    fields: fieldsWith(ids, profile.slug, people),
  };
}

const fieldsWith = (ids: string[], slug: string, people: string[]) => ({
  repo: ["acme/harbor", "other"],
  base_branch: ["main"],
  branch_of: ["acme/harbor"],
  preset: ["7d", "dates", "last", "month"],
  from: ["2026-11-02"],
  to: ["2026-11-08"],
  time_zone: ["UTC", "Europe/Berlin"],
  channel: [CHANNEL.id, "#eng-updates"],
  analysis_type: ["weekly_digest"],
  tone: ["neutral"],
  custom_prompt: ["Thank them."],
  llm_model: ["rules", "default"],
  max_iterations: ["4"],
  listed: ["acme/harbor#12 acme/harbor#13"],
  included: ["acme/harbor#12"],
  ignored: ["#13"],
  evidence_id: [crypto.randomUUID()],
  do: ["add", "remove:0"],
  profile: [slug],
  from_update: ids,
  from_id: ids,
  again: ["1"],
  show: ["1"],
  previewed_digest: ["d"],
  markdown: ["# Faster\n\n- Search (#12)\n"],
  base_revision: ["1", "2"],
  override_reason: ["It is fine."],
  channel_id: [CHANNEL.id],
  finding_key: ["x"],
  text: ["agent", "Shorter."],
  correcting: ["1"],
  reasons: ["too_long"],
  reason: ["Not now."],
  answer: ["seen", "send_again"],
  name: ["Weekly", "Daily"],
  approvers: ["anyone", "named"],
  approver: people,
  second_person: ["1"],
  deadline_hours: ["24"],
  post_nothing: ["1"],
  kind: ["weekly", "cron"],
  weekday: ["1"],
  time: ["09:00"],
  cron: ["0 9 * * 1"],
  lead: ["60"],
  posts: ["at_slot"],
  slot: ["2026-12-07T08:00:00Z"],
  login: ["ada"],
  opt_out: ["1"],
  role: ["viewer", "admin"],
  handle: ["mira"],
  code: ["AAAA-AAAA-AAAA"],
  next: ["/updates"],
  q: ["search", "#12"],
  person: people,
  state: ["posted"],
  deleted: ["1"],
  page: ["2"],
  generation: ["1"],
  line: ["3"],
  face: ["draft"],
  slack: ["http"],
  shown_dates: ["2026-11-02 2026-11-08"],
  shown_preset: ["7d"],
  correct: [""],
  token: ["x"],
});

/** What stands in the tables, without what every refusal leaves in the trail and on the cards that show it, and what waits. */
export async function standing(app: TestApp): Promise<Record<string, string>> {
  const { rows: tables } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'app' and tablename <> 'card_refreshes' order by 1`.execute(
    app.db,
  );
  const found = tables.map(async ({ name }) => {
    const kept = name === "audit_events" ? sql`where action not like '%.refused'` : sql``;
    const { rows } = await sql<{ digest: string }>`
      select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as digest from app.${sql.ref(name)} t ${kept}`.execute(
      app.db,
    );
    return [name, rows[0]?.digest ?? ""];
  });
  const { rows: jobs } = await sql<{ count: string }>`select count(*)::text as count from app_jobs.job`.execute(app.db);
  const { triggered, cancelled, spending } = app.pipelines;
  const asked = JSON.stringify([triggered.length, cancelled.length, spending.stopped]);
  return { ...Object.fromEntries(await Promise.all(found)), jobs: jobs[0]?.count ?? "", asked };
}
