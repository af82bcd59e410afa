import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mayDo, type Action } from "../../app/people/policy.ts";
import { startSession } from "../../app/people/start-session.ts";
import { saveProfile } from "../../app/profiles/save-profile.ts";
import { saveSchedule } from "../../app/schedules/save-schedule.ts";
import { ROUTES, type RouteName } from "../../app/web/page/rights.ts";
import { insertPerson } from "../../db/app/people.ts";
import { roles, type Role } from "../../db/app/tables.ts";
import { inTransaction } from "../../db/connect.ts";
import { BRIEF, CHANNEL, noSlack, startTestApp, type TestApp } from "../support/app.ts";
import fc from "../support/chance.ts";
import { otherRequests, requestsFor, type Made } from "../support/hostile.ts";
import { calls, readReport, runAnswer, steps } from "../support/recorded-run.ts";
import { served, type Sent, type Served } from "../support/served.ts";
import { startSlackFront, type FrontInTest } from "../support/slack-front.ts";

/** FUZZ_REQUESTS=50000 looks further, SEED=random elsewhere. */
const REQUESTS = Number(process.env["FUZZ_REQUESTS"] ?? 900);
const SIDE_BY_SIDE = 8;
const PATIENCE_MS = 60_000 + REQUESTS * 40;

type Asker = Role | "nobody";
type Tried = { asker: Asker; route: string; made: Made };

let app: TestApp;
let here: Served;
let front: FrontInTest;
const cookies = new Map<Asker, string>();
const faults: unknown[] = [];
const statuses = new Map<number, number>();
let known: Parameters<typeof requestsFor>[1];

beforeAll(async () => {
  const channel = { ...CHANNEL, is_private: false, is_member: true };
  app = await startTestApp({ slack: { ...noSlack, channels: async () => [channel] } });
  front = await startSlackFront({ app, by: "http", chores: [] });
  const quiet = () => undefined;
  // Safe: what is served calls these alone.
  const log = {
    error: (...said: unknown[]) => void faults.push(said),
    warn: quiet,
    info: quiet,
    debug: quiet,
  } as never;
  Object.assign(app.deps, { log });
  here = await served(app.deps, front.front);
  app.deps.settings.publicUrl = here.url;
  for (const role of roles) await enrol(role);
  known = await furnish();
}, 60_000);
afterAll(async () => {
  await here?.close();
  await front?.stop();
  await app?.stop();
});

async function enrol(role: Role): Promise<void> {
  const person = await inTransaction(app.db, (tx) =>
    insertPerson(tx, { team_id: app.mira.team_id, handle: `the-${role}`, name: `The ${role}`, role }),
  );
  cookies.set(role, `__Host-pulse=${(await startSession(app.deps, person)).token}`);
}

/** Something of everything, so that the doors lead somewhere. */
async function furnish(): Promise<typeof known> {
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
      name: ["app.js", "app.css", "nothing.js"],
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

const CLOSED = Object.entries(ROUTES).filter(([, needs]) => needs !== "open") as [RouteName, Action][];
const ELSEWHERE = ["POST /api/webhooks/pipelines", "POST /slack/events", "GET /healthz", "GET /readyz"];
const ASKERS: readonly Asker[] = ["nobody", ...roles];

const allowed = (asker: Asker, needs: Action): boolean =>
  asker !== "nobody" && mayDo({ id: "", role: asker, deactivated_at: null, surface: "web" }, needs).ok;

function drawn(count: number, pairsOf: readonly (readonly [string, Asker])[]): Tried[] {
  const pick = fc.constantFrom(...pairsOf).chain(([route, asker]) => {
    const made = route === "" ? otherRequests(known, here.url) : requestsFor(route, known, here.url);
    return made.map((one) => ({ asker, route, made: one }));
  });
  return fc.sample(pick, count);
}

async function ask({ asker, made }: Tried): Promise<Sent> {
  const session = cookies.get(asker) ?? "";
  const cookie = [session, made.headers["cookie"] ?? ""].filter(Boolean).join("; ");
  const sent = await here.ask({ ...made, headers: { ...made.headers, cookie } });
  statuses.set(sent.status, (statuses.get(sent.status) ?? 0) + 1);
  return sent;
}

/** @returns the first few that are not as they should be. */
async function strays(tries: readonly Tried[], isRight: (tried: Tried, sent: Sent) => boolean): Promise<string[]> {
  const [rest, wrong] = [[...tries], [] as string[]];
  const one = async () => {
    for (let tried = rest.pop(); tried; tried = rest.pop()) {
      const sent = await ask(tried);
      if (sent.status >= 500 || !isRight(tried, sent)) wrong.push(told(tried, sent));
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, one));
  return wrong.slice(0, 5);
}

const told = ({ asker, made }: Tried, { status }: Sent) =>
  `${asker}: ${made.method} ${made.path.slice(0, 300)} → ${status} ${JSON.stringify(made.headers).slice(0, 300)} ${String(made.body).slice(0, 300)}`;

/** What stands in the tables, without what every refusal leaves in the trail and on the cards that show it, and what waits. */
async function standing(): Promise<Record<string, string>> {
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

test(
  "whom the policy refuses gets no page and changes nothing, whatever they send",
  async () => {
    const refused = CLOSED.flatMap(([route, needs]) =>
      ASKERS.filter((asker) => !allowed(asker, needs)).map((asker) => [route, asker] as const),
    );
    const before = await standing();
    const wrong = await strays(drawn(REQUESTS / 2, refused), ({ route, made }, { status, headers }) => {
      // With another method it is another route, or none.
      if (!route.startsWith(`${made.method} `)) return true;
      // A stranger is sent to sign in.
      return status === 302
        ? String(headers.location).startsWith("/sign-in?next=")
        : [400, 401, 403, 404, 413, 431].includes(status);
    });
    expect(wrong).toEqual([]);
    expect(await standing()).toEqual(before);
    expect(faults).toEqual([]);
  },
  PATIENCE_MS,
);

test(
  "no route, with whatever it is asked and by whomever, fails",
  async () => {
    const routes = [...Object.keys(ROUTES), ...ELSEWHERE, "", "", ""].filter((route) => route !== "POST /sign-out");
    const pairsOf = routes.flatMap((route) => ASKERS.map((asker) => [route, asker] as const));
    expect(await strays(drawn(REQUESTS / 2, pairsOf), () => true)).toEqual([]);
    expect(faults).toEqual([]);
    expect((await here.ask({ path: "/updates", headers: { cookie: cookies.get("viewer") ?? "" } })).status).toBe(200);
    if (process.env["FUZZ_REQUESTS"])
      process.stdout.write(`${JSON.stringify(Object.fromEntries([...statuses].sort()))}\n`);
  },
  PATIENCE_MS,
);

test(
  "what is refused at the door of one thing leaves that thing as it was",
  async () => {
    const subject = CLOSED.filter(([route]) => route.startsWith("POST "));
    const pairsOf = subject.flatMap(([route]) => ASKERS.map((asker) => [route, asker] as const));
    let before = await standing();
    for (const tried of drawn(REQUESTS / 15, pairsOf)) {
      const sent = await ask(tried);
      expect(sent.status, told(tried, sent)).toBeLessThan(500);
      const after = await standing();
      if ([400, 401, 403, 404, 413].includes(sent.status)) expect(after, told(tried, sent)).toEqual(before);
      before = after;
    }
  },
  PATIENCE_MS,
);
