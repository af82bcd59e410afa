import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { updateStates, type AppTables } from "../../db/app/tables.ts";
import { connect } from "../../db/connect.ts";
import { silent } from "../support/database.ts";
import { machineEnv } from "../support/machine.ts";
import { launch, signedInVisitor, type Launched } from "../support/spawn-launch.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { until } from "../support/until.ts";

const { path: folder, remove } = temporaryFolder("seed");
let first: { code: number; said: string };
let pulse: Launched;
let visit: Awaited<ReturnType<typeof signedInVisitor>>;

const wordsOf = (html: string): string => html.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");

async function seed(env: Record<string, string> = {}): Promise<{ code: number; said: string }> {
  const script = join(import.meta.dirname, "../../seed/main.ts");
  const child = spawn(process.execPath, [script], { env: { ...machineEnv(), PULSE_DATA: folder, ...env } });
  let said = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (part: Buffer) => void (said += part.toString()));
  const [code] = (await once(child, "close")) as [number];
  return { code, said };
}

beforeAll(async () => {
  first = await seed();
  pulse = await launch({ PULSE_DATA: folder, PORT: "0", LOG_LEVEL: "warn" });
  visit = await signedInVisitor(pulse);
});
afterAll(async () => {
  pulse?.process.kill("SIGINT");
  await pulse?.ended();
  remove();
});

test("a month is made of updates in every state that one can stay in, and told in a few lines", () => {
  expect(first).toMatchObject({ code: 0 });
  for (const state of updateStates.filter((one) => one !== "changes_requested")) {
    expect(first.said).toMatch(new RegExp(`\\d ${state.replaceAll("_", " ")}\\b`));
  }
  expect(first.said).toMatch(/4 profiles, 4 schedules, [1-9]\d* refusals/);
  expect(first.said).toContain("npm start");
});

test("what was on its way goes on at the next start, and the pages show a month that nobody has to explain", async () => {
  await until("end of what was on its way", async () => {
    const page = wordsOf(await visit("/updates"));
    return !/\b(?:Writing|Posting|Correcting) (?:Weekly|Release)/.test(page);
  });
  const approvals = wordsOf(await visit("/approvals"));
  for (const words of ["Approval asked", "Needs a look", "Not posted", "In review"]) expect(approvals).toContain(words);
  const schedules = await Promise.all(
    ["engineering-weekly", "product-news", "web-this-week", "leadership-monthly"].map(async (slug) =>
      wordsOf(await visit(`/profiles/${slug}/schedule`)),
    ),
  );
  for (const words of ["Posted", "Retracted", "Skipped", "Held", "Goes out", "Paused"]) {
    expect(schedules.join()).toContain(words);
  }
});

test("nothing is dated out of its order, and the trail can be changed by nobody again", async () => {
  const { db, close } = connect<AppTables>(pulse.database, silent);
  try {
    const { rows } = await sql<{ odd: string }>`
      select update.title || ' ' || event.action as odd
      from app.updates as update join app.audit_events as event on event.update_id = update.id
      where event.at < update.created_at - interval '1 second' or update.changed_at < update.created_at
      union all
      select 'newest ' || max(created_at)::text from app.updates having max(created_at) > now()
      union all
      select 'oldest ' || min(created_at)::text from app.updates having min(created_at) > now() - interval '20 days'
      union all
      select 'run of ' || request_id from pipelines.runs where created_at > now() - interval '1 second'`.execute(db);
    expect(rows).toEqual([]);
    await expect(sql`delete from app.audit_events`.execute(db)).rejects.toThrow("append-only");
  } finally {
    await close();
  }
});

test("it is made once, and never beside what is real", async () => {
  expect(await seed()).toMatchObject({ code: 0, said: expect.stringContaining("already") });
  expect(await seed({ GITHUB_TOKEN: "ghp_1", PUBLIC_URL: "https://pulse.example.com" })).toEqual({
    code: 1,
    said: "GITHUB_TOKEN, PUBLIC_URL are set: made-up work is for the stand-ins and the embedded database alone.\n",
  });
});
