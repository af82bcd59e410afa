import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { slackClient } from "../../../app/delivery/slack.ts";
import { workJobs } from "../../../app/jobs.ts";
import { retryPost } from "../../../app/updates/retry-post.ts";
import { settleCheck } from "../../../app/updates/settle-check.ts";
import { approve } from "../../../app/updates/approve.ts";
import { listDeliveries } from "../../../db/app/deliveries.ts";
import type { UpdateState } from "../../../db/app/tables.ts";
import { startDemoSlack } from "../../../demo/slack/server.ts";
import { startTestApp, type TestApp } from "../../support/app.ts";
import { demoSlackOf, type DemoSlack, type Fault } from "../../support/demo-slack.ts";
import { machineEnv } from "../../support/machine.ts";
import type { Point, Task } from "../../support/posting-process.ts";
import { until } from "../../support/until.ts";
import { silent } from "../../support/database.ts";

type Strike = Pick<Fault, "fault" | "error"> | null;
const error = (name: string, fault: "error" | "error-after" = "error"): Strike => ({ fault, error: name });

/** What Slack does to one call, by the classes of the reference; each is the name of its row. */
const STRIKES: Record<string, Strike> = {
  "no error": null,
  "429": { fault: "429" },
  message_limit_exceeded: error("message_limit_exceeded"),
  "500 before": { fault: "500-before" },
  "line drops before": { fault: "drop-before" },
  html: { fault: "html" },
  "time-out before": { fault: "hang-before" },
  internal_error: error("internal_error"),
  "500 after": { fault: "500-after" },
  "line drops after": { fault: "drop-after" },
  "answer cut": { fault: "truncate" },
  "time-out after": { fault: "hang-after" },
  "fatal_error after": error("fatal_error", "error-after"),
  not_in_channel: error("not_in_channel"),
  is_archived: error("is_archived"),
  invalid_auth: error("invalid_auth"),
  invalid_blocks: error("invalid_blocks"),
  msg_blocks_too_long: error("msg_blocks_too_long"),
  metadata_too_large: error("metadata_too_large"),
};
const PERMANENT = new Set(["not_in_channel", "is_archived", "invalid_auth"]);

/** Where the process is killed; at Slack, before or after the message is there. */
const POINTS = ["never", "claimed", "on the way, not there", "on the way, there", "answered", "settled"] as const;
type Where = (typeof POINTS)[number];

/** `blind`: afterwards nobody lets us read the channel. */
type Case = { strike: string; where: Where; part: 1 | 2; blind: boolean };

/** In the suite a strike and a point meet at one of the two parts, in turn; SHOW_TABLE=1 takes all of them. */
const partsFor = (index: number): readonly (1 | 2)[] =>
  process.env["SHOW_TABLE"] ? [1, 2] : index % 2 === 0 ? [1] : [2];

const CASES: Case[] = [
  ...Object.keys(STRIKES).flatMap((strike, row) =>
    POINTS.flatMap((where, column) => partsFor(row + column).map((part) => ({ strike, where, part, blind: false }))),
  ),
  ...POINTS.slice(1, 5).flatMap((where) =>
    ([1, 2] as const).map((part) => ({ strike: "no error", where, part, blind: true })),
  ),
];

/** How far the clocks of the process that is killed, and of the one that goes on, are ahead of Slack's and the database's. */
const DAY_S = 86_400;
const KILLED_AHEAD_S = [0, 200, DAY_S, -200, -DAY_S, 3_600];
const { GOES_ON_AHEAD_S = "200" } = process.env;
/** A clock that jumps over the six hours for which Slack is tried: its people are asked too early, and nothing is lost. */
const SEEMS_LONG = Number(GOES_ON_AHEAD_S) > 6 * 3_600;

type Run = Case & { update_id: string; delivery_id: string; channel: string; slack: DemoSlack };

const HELD_AT_ONCE = 27;
const CHILDREN = 2;
const SCRIPT = join(import.meta.dirname, "../../support/posting-process.ts");

let app: TestApp;
let demo: { url: string; stop: () => Promise<void> };

beforeAll(async () => {
  demo = await startDemoSlack({ rate: "off" });
  app = await startTestApp({
    slack: slackClient({ log: silent, token: "xoxb-demo", apiUrl: `${demo.url}/api/`, timeoutMs: 400 }),
  });
});
afterAll(async () => {
  await app?.stop();
  await demo?.stop();
});

const SECTIONS = ["1a", "1b", "2a", "2b"];
/** Two parts, each of which could become two. */
const TEXT = SECTIONS.map((name) => `## Section ${name}\n\n${"some words in a row. ".repeat(235).trim()}`).join("\n\n");

/** Approved, with what will strike it; nobody works its job yet. */
async function prepared(one: Case, index: number): Promise<Run> {
  const channel = { id: `C1${String(index).padStart(4, "0")}`, name: `case-${index}` };
  const slack = demoSlackOf(demo.url, channel.id);
  await slack.change("create", channel.name);
  const update = await app.written(TEXT, { channel });
  await approve(app.deps, app.mira, update.id, { markdown: TEXT, base_revision: 1, override_reason: null });
  const [delivery] = await listDeliveries(app.db, update.id);
  const fault = (more: Omit<Fault, "method">) =>
    slack.fault({ method: "chat.postMessage", channel: channel.id, ...more });
  const onTheWay = one.where.startsWith("on the way");
  if (onTheWay)
    await fault({ fault: one.where.endsWith(", there") ? "hang-after" : "hang-before", skip: one.part - 1 });
  const strike = STRIKES[one.strike];
  if (strike) await fault({ ...strike, skip: onTheWay ? 0 : one.part - 1, retry_after_s: 1 });
  if (one.blind) {
    const method = one.part === 1 ? "conversations.history" : "conversations.replies";
    await slack.fault({ method, channel: channel.id, fault: "error", error: "missing_scope", times: 99 });
  }
  return { ...one, update_id: update.id, delivery_id: delivery!.id, channel: channel.id, slack };
}

const pointOf = ({ where }: Case): Point => (where.startsWith("on the way") ? "on the way" : (where as Point));

const taskOf = (run: Run, index: number): Task => ({
  delivery_id: run.delivery_id,
  part: run.part,
  point: pointOf(run),
  ahead_s: KILLED_AHEAD_S[index % KILLED_AHEAD_S.length] ?? 0,
});

/** Some deliveries in a process of their own, which ends where they stand. */
async function killedAt(runs: readonly Run[]): Promise<void> {
  const env = {
    ...machineEnv(),
    DATABASE_URL: app.database.url("pulse_app"),
    SLACK_API_URL: `${demo.url}/api/`,
  };
  const child: ChildProcess = fork(SCRIPT, { env, stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const closed = once(child, "close");
  const standing = new Set<string>();
  await once(child, "message");
  child.on("message", ({ held }: { held: string }) => void standing.add(held));
  child.send(runs.map(taskOf));
  await until("process that stands still", async () => {
    const hanging = await hangingChannels();
    return runs.every((run) => standing.has(run.delivery_id) || hanging.has(run.channel));
  });
  child.kill("SIGKILL");
  await closed;
}

/** Where a call has been at Slack for ever. */
async function hangingChannels(): Promise<Set<string | undefined>> {
  // Safe: demo Slack is ours.
  const { calls } = (await (await fetch(`${demo.url}/_demo/calls`)).json()) as { calls: Call[] };
  return new Set(calls.flatMap(({ method, channel, outcome }) => (onItsWay({ method, outcome }) ? [channel] : [])));
}

type Call = { method: string; channel?: string; outcome: string };
const onItsWay = ({ method, outcome }: Call) => method === "chat.postMessage" && outcome.includes("hang");

/** As often as each section stands in Slack, in the order in which people read it. */
async function read({ slack }: Run): Promise<string[]> {
  const roots = await slack.channel();
  const threads = await Promise.all(roots.map(({ ts }) => slack.thread(ts)));
  return threads.flat().flatMap(({ text }) => [...text.matchAll(/Section (\d\w)/g)].map(([, name = ""]) => name));
}

/** The states of all updates, once each is in one of these. */
function ended(states: readonly UpdateState[]): Promise<Map<string, UpdateState>> {
  const look = async () => {
    const all = await app.db.selectFrom("app.updates").select(["id", "state"]).execute();
    return all.every(({ state }) => states.includes(state)) && new Map(all.map(({ id, state }) => [id, state]));
  };
  return until(`end of every update: ${states.join(", ")}`, look);
}

/** What a person does about it: mends what Slack said, or looks in Slack and says what is there. */
async function attended(run: Run, state: UpdateState): Promise<void> {
  if (state === "post_failed") await retryPost(app.deps, app.mira, run.update_id);
  if (state !== "needs_check") return;
  const parts = (await listDeliveries(app.db, run.update_id))[0]?.parts ?? [];
  const before = parts.filter((part) => part.state === "posted").length;
  const seen = (await read(run)).length > before * 2;
  await settleCheck(app.deps, app.mira, run.update_id, { answer: seen ? "seen" : "send_again" });
}

async function inTurns<T, R>(
  all: readonly T[],
  size: number,
  work: (one: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < all.length; at += size) {
    results.push(...(await Promise.all(all.slice(at, at + size).map((one, index) => work(one, at + index)))));
  }
  return results;
}

test("whatever Slack does, and wherever the process is killed: each message is there once, or a person is asked", async () => {
  const runs = await inTurns(CASES, 1, prepared);
  const killed = runs.filter(({ where }) => where !== "never");
  const batches = Array.from({ length: Math.ceil(killed.length / HELD_AT_ONCE) }, (_, index) =>
    killed.slice(index * HELD_AT_ONCE, (index + 1) * HELD_AT_ONCE),
  );
  await inTurns(batches, CHILDREN, killedAt);

  app.passTime(Number(GOES_ON_AHEAD_S) * 1_000);
  await workJobs(app.deps);
  const ends = await ended(["posted", "post_failed", "needs_check"]);
  await runs[0]!.slack.mend();
  const rows = await inTurns(runs, 16, async (run) => ({
    ...run,
    end: ends.get(run.update_id)!,
    there: await read(run),
  }));
  for (const { there, end, ...run } of rows) {
    const name = `${run.strike}, killed ${run.where}, part ${run.part}${run.blind ? ", blind" : ""}`;
    expect(new Set(there).size, `${name}: doubles`).toBe(there.length);
    if (end === "posted") expect(there, name).toEqual(SECTIONS);
    if (end === "post_failed") expect(PERMANENT.has(run.strike) || SEEMS_LONG, name).toBe(true);
    if (end === "needs_check") expect(run.blind || run.strike === "metadata_too_large", name).toBe(true);
    if (run.blind) expect(end, name).toBe("needs_check");
  }

  await inTurns(rows, 16, (row) => attended(row, row.end));
  await ended(["posted"]);
  const last = await inTurns(rows, 16, async (row) => ({ ...row, now: await read(row) }));
  if (process.env["SHOW_TABLE"]) process.stdout.write(tableOf(last));
  expect(
    last
      .filter(({ now }) => now.join() !== SECTIONS.join())
      .map(({ strike, where, part }) => ({ strike, where, part })),
  ).toEqual([]);
});

type Row = Run & { end: UpdateState; now: string[] };

function tableOf(rows: readonly Row[]): string {
  const line = (name: string, of: readonly Row[]) => {
    const count = (end: UpdateState) => of.filter((row) => row.end === end).length;
    const doubles = of.filter(({ now }) => new Set(now).size < now.length).length;
    const lost = of.filter(({ now }) => SECTIONS.some((section) => !now.includes(section))).length;
    const cells = [of.length, count("posted"), count("post_failed"), count("needs_check"), doubles, lost];
    return name.padEnd(34) + cells.map((cell) => String(cell).padStart(15)).join("");
  };
  const head = ["cases", "by itself", "mended, again", "person looked", "doubles", "lost"];
  return [
    "",
    "".padEnd(34) + head.map((word) => word.padStart(15)).join(""),
    ...POINTS.map((where) =>
      line(
        `killed: ${where}`,
        rows.filter((row) => row.where === where),
      ),
    ),
    "",
    ...Object.keys(STRIKES).map((strike) =>
      line(
        strike,
        rows.filter((row) => row.strike === strike),
      ),
    ),
    "",
    line("all", rows),
    "",
  ].join("\n");
}
