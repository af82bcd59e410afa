import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { Hono } from "hono";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { served } from "../../base/served.ts";
import { connect } from "../../db/connect.ts";
import { createJobs } from "../../db/jobs.ts";
import { READ_EVIDENCE } from "../../pipelines/job-names.ts";
import { testDatabase, silent, type TestDatabase } from "../support/database.ts";
import { forkMain, type MainProcess } from "../support/main-process.ts";
import { API_KEY, SIGNING_KEY } from "../support/pipelines.ts";
import { until } from "../support/until.ts";

const THROWER = pathToFileURL(join(import.meta.dirname, "../support/thrower.ts")).href;
const UUID = /^[0-9a-f-]{36}$/;

let database: TestDatabase;
beforeAll(async () => void (database = await testDatabase()));
afterAll(() => database?.drop());

type Line = { level: number; part: string; msg: string; request_id?: string; job?: string; job_id?: string } & {
  error?: { message: string; stack: string };
};

/** Every line that a process has said; each of them is one object, or this throws. */
const linesOf = (main: MainProcess): Line[] =>
  main
    .log()
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line) as Line);

/** @param about Beside what is asked for, what the process does every minute may fail in the same words. */
const lineWith = (main: MainProcess, message: string, about: (line: Line) => boolean = () => true) =>
  until(`line of the log with "${message}"`, () =>
    linesOf(main).find((line) => line.error?.message.includes(message) && about(line)),
  );

const MAINS = {
  "app/main.ts": () => ({
    DATABASE_URL: database.url("pulse_app"),
    PIPELINES_URL: "http://127.0.0.1:9",
    WEBHOOK_TOKEN_KEY: randomBytes(32).toString("base64"),
    SLACK_BOT_TOKEN: "xoxb-none",
    SLACK_API_URL: "http://127.0.0.1:9/api/",
  }),
  "pipelines/main.ts": () => ({ DATABASE_URL: database.url("pulse_pipelines"), GITHUB_API_URL: "http://127.0.0.1:9" }),
};
type Script = keyof typeof MAINS;

async function started(script: Script): Promise<MainProcess> {
  const keys = { PULSE_API_KEY: API_KEY, WEBHOOK_SIGNING_KEYS: SIGNING_KEY, LOG_LEVEL: "info" };
  return forkMain(script, { ...keys, ...MAINS[script](), NODE_OPTIONS: `--import ${THROWER}` });
}

/** What a table is for fails while this lasts, whoever asks. */
async function without<T>(table: string, work: () => Promise<T>): Promise<T> {
  const { db, close } = connect(database.url(), silent);
  const [schema = "", name = ""] = table.split(".");
  await sql`alter table ${sql.table(table)} rename to taken_away`.execute(db);
  try {
    return await work();
  } finally {
    await sql`alter table ${sql.table(`${schema}.taken_away`)} rename to ${sql.ref(name)}`.execute(db);
    await close();
  }
}

const withToken = { authorization: `Bearer ${"t".repeat(43)}` };
const headers = { authorization: `Bearer ${API_KEY}`, "content-type": "application/json" };
const BROKEN: [Script, string, string, RequestInit][] = [
  ["app/main.ts", "app.generations", "/api/webhooks/pipelines", { method: "POST", body: "{}", headers: withToken }],
  ["pipelines/main.ts", "pipelines.runs", "/api/v1/runs", { headers }],
];

test.each<[Script, string]>([
  ["app/main.ts", "throw in a timer"],
  ["pipelines/main.ts", "reject"],
])("what fails or escapes in %s is one line of its log, and ends it where nobody caught it", async (script, word) => {
  const main = await started(script);
  const closed = once(main.process, "close");

  for (const [, table, path, init] of BROKEN.filter(([of]) => of === script)) {
    const answer = await without(table, () => fetch(`${main.url}${path}`, init));
    expect([path, answer.status]).toEqual([path, 500]);
    const line = await lineWith(main, `relation "${table}" does not exist`, ({ request_id }) => Boolean(request_id));
    expect(line).toMatchObject({
      request_id: answer.headers.get("x-request-id"),
      error: { stack: expect.stringContaining(".ts:") },
    });
    expect(line.request_id).toMatch(UUID);
  }
  if (script === "pipelines/main.ts") await expectFailedJob(main);
  for (const [way, message] of [
    ["print", "printed by a library"],
    ["warn", "something is deprecated"],
  ] as const) {
    main.process.send(way);
    await lineWith(main, message);
  }
  main.process.send(word);

  const [code] = (await closed) as [number];
  expect(code).toBe(1);
  // Its child says last that nobody hears it any more.
  const last = linesOf(main).findLast(({ part }) => script.startsWith(part));
  expect(last).toMatchObject({ level: 60, msg: expect.stringContaining("nobody caught") });
  expect(Object.keys(last?.error ?? {})).toEqual(["type", "message", "stack"]);
});

/** With the job, and the ids of what it is about. */
async function expectFailedJob(main: MainProcess): Promise<void> {
  const jobs = createJobs(database.url("pulse_pipelines"), "pipelines", silent);
  await jobs.start();
  await without("pipelines.evidence_reads", async () => {
    await jobs.send(null, READ_EVIDENCE, { id: randomUUID(), update_id: "one" });
    const asked = ({ job }: Line) => job === READ_EVIDENCE;
    const line = await lineWith(main, 'relation "pipelines.evidence_reads" does not exist', asked);
    expect(line).toMatchObject({ job_id: expect.stringMatching(UUID), update_id: "one" });
  });
  await jobs.stop();
}

test("what no handler of errors takes is logged with its request, and answered", async () => {
  const said: object[] = [];
  const log = { error: (line: object) => void said.push({ ...line }) } as unknown as Parameters<typeof served>[1];
  const app = new Hono()
    .onError(() => {
      throw new Error("the handler of errors failed");
    })
    .get("/error", () => {
      throw new Error("a fault");
    })
    .get("/thing", () => {
      throw "a thing that is no error";
    });
  const fetch = served(app.fetch, log, () => new Response("broken", { status: 500 }));

  for (const path of ["/error", "/thing"]) {
    const answer = await fetch(new Request(`http://x${path}`), {});
    expect([answer.status, await answer.text()]).toEqual([500, "broken"]);
  }
  expect(said).toMatchObject([
    { error: { message: "the handler of errors failed" }, path: "/error" },
    { error: { cause: "a thing that is no error" }, path: "/thing" },
  ]);
});
