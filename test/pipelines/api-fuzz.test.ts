import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { OPERATIONS } from "../../pipelines/api/operations.ts";
import { startCallbacks, type Callbacks } from "../support/callbacks.ts";
import { testDatabase, type TestDatabase } from "../support/database.ts";
import { judgesOf, type Description } from "../support/described.ts";
import { startTestGithub, type TestGithub } from "../support/demo-github.ts";
import { MADE_WEEK, makeRepositories, pulls } from "../support/made-repository.ts";
import { API_KEY, clientOf, eventAt, forkPipelines, type Watched } from "../support/pipelines.ts";
import { rawRequests } from "../support/raw-requests.ts";
import { until } from "../support/until.ts";
import { authorized, documentedRequests, faultOf, type Described } from "../support/documented-requests.ts";
import fc from "../support/chance.ts";

/** `FUZZ_REQUESTS=5000 npx vitest run --project house test/pipelines/api-fuzz.test.ts` looks longer. */
const REQUESTS = Number(process.env["FUZZ_REQUESTS"] ?? 500);
const AT_ONCE = 8;
const LOOP_HOLD = new URL("../support/loop-hold.ts", import.meta.url).href;
const LONGEST_HOLD_MS = 200;
const PATIENCE_MS = 60_000 + REQUESTS * 60;

let database: TestDatabase;
let github: TestGithub;
let callbacks: Callbacks;
let repositories: ReturnType<typeof makeRepositories>;
let pipelines: Watched;
let described: Record<string, Record<string, Described>>;
let judge: ReturnType<typeof judgesOf>;
/** A run that has ended, so that requests reach further than to "There is no such run". */
let runId: string;
let artifact: string;
let client: ReturnType<typeof rawRequests>;

beforeAll(async () => {
  repositories = makeRepositories({ "acme/shop": pulls(3) });
  [database, github, callbacks] = await Promise.all([
    testDatabase(),
    startTestGithub(repositories.files),
    startCallbacks(),
  ]);
  const env = {
    API_STARTS_PER_MINUTE: "1000000",
    API_REQUESTS_PER_MINUTE: "1000000",
    LOG_LEVEL: "error",
    NODE_OPTIONS: `--import ${LOOP_HOLD}`,
  };
  pipelines = await forkPipelines({ databaseUrl: database.url("pulse_pipelines"), githubUrl: github.url, env });
  client = rawRequests(pipelines.url);
  const started = await clientOf(pipelines.url).start({
    parameters: { sources: [{ repo: "acme/shop" }], date_range: MADE_WEEK },
    callbacks,
  });
  const { artifact_uri } = await eventAt(callbacks, started.path);
  [runId, artifact] = [started.runId, artifact_uri?.split("/").at(-1) ?? ""];
  // Safe: api.test.ts has a stranger look at its shape.
  const description = (await (await fetch(`${pipelines.url}/api/v1/openapi.json`)).json()) as Description & {
    paths: typeof described;
  };
  [described, judge] = [description.paths, judgesOf(description)];
});

afterAll(async () => {
  client?.close();
  if (pipelines) {
    const ended = new Promise((gone) => pipelines.process.once("exit", gone));
    pipelines.stop();
    await ended;
  }
  await Promise.all([github?.close(), callbacks?.close()]);
  await database?.drop();
  repositories?.remove();
});

test(
  "whatever is asked of any documented operation, the answer is a documented one and never a fault of ours",
  { timeout: PATIENCE_MS },
  async () => {
    const asked = fc.sample(documentedRequests(described, known()), {
      numRuns: REQUESTS,
      seed: Number(process.env["FUZZ_SEED"] ?? 8),
    });
    const waiting = [...asked];
    const wrong: object[] = [];
    const seen = new Map<string, number>();
    const worker = async () => {
      for (let one = waiting.pop(); one; one = waiting.pop()) {
        const answer = await client.ask(one);
        const kind = `${one.operation} ${answer.status}`;
        seen.set(kind, (seen.get(kind) ?? 0) + 1);
        const fault = faultOf(judge, one, answer);
        if (fault)
          wrong.push({
            fault,
            ...one,
            body: one.body?.slice(0, 500),
            status: answer.status,
            text: answer.text.slice(0, 300),
          });
      }
    };

    await loopHeld();
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    const heldMs = await loopHeld();

    if (process.env["FUZZ_REQUESTS"])
      console.log(Object.fromEntries([...seen].sort()), `the loop was held for ${heldMs} ms at most`);
    expect(wrong.slice(0, 5)).toEqual([]);
    expect(pipelines.log()).toBe("");
    expect(heldMs).toBeLessThan(LONGEST_HOLD_MS);
    // Not all of it was refused at the door.
    const reached = Object.keys(OPERATIONS).filter((operation) =>
      [...seen.keys()].some((kind) => kind.startsWith(`${operation} 2`)),
    );
    expect(reached.length).toBeGreaterThan(Object.keys(OPERATIONS).length / 2);
  },
);

const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "QUERY"];

test("each address takes its own methods and says so of the others", async () => {
  for (const [template, operations] of Object.entries(described)) {
    const path = `/api/v1${template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(known()[name]?.[0] ?? "x")))}`;
    const own = Object.keys(operations).map((method) => method.toUpperCase());
    for (const method of METHODS) {
      const answer = await client.ask({ method, path, headers: authorized(), body: undefined });
      const where = `${method} ${path}`;
      const taken = own.includes(method) || (method === "HEAD" && own.includes("GET"));
      if (taken) expect([405, 415, 500], where).not.toContain(answer.status);
      else if (method === "OPTIONS")
        expect([answer.status, answer.headers.allow], where).toEqual([204, expect.stringContaining(own[0] ?? "")]);
      else expect([answer.status, answer.headers.allow], where).toEqual([405, expect.stringContaining(own[0] ?? "")]);
      if (method === "HEAD") expect(answer.text, where).toBe("");
    }
  }
});

test("without a key the answer says how to come in, whatever is asked", async () => {
  const wrong: Record<string, string>[] = [
    {},
    { authorization: "Basic cHVsc2U6cHVsc2U=" },
    { authorization: `Bearer ${API_KEY}x` },
    { authorization: API_KEY },
  ];
  for (const headers of wrong) {
    for (const [method, path] of [
      ["GET", "/runs"],
      ["POST", "/run_templates/what-shipped/runs"],
      ["OPTIONS", "/runs"],
      ["PUT", "/%00"],
    ] as const) {
      const answer = await client.ask({ method, path: `/api/v1${path}`, headers, body: undefined });
      expect([answer.status, answer.headers["www-authenticate"]]).toEqual([401, 'Bearer realm="pulse"']);
    }
  }
});

test("a body that is not said to be JSON is refused, even where it could be read", async () => {
  const body = JSON.stringify({ parameters: { sources: [{ repo: "acme/shop" }] } });
  const path = "/api/v1/run_templates/what-shipped/validate";
  const types = [
    "text/plain",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "multipart/form-data; boundary=x",
    "json",
    "application/jsonp",
  ];
  for (const type of types) {
    const answer = await client.ask({
      method: "POST",
      path,
      headers: { ...authorized(), "content-type": type },
      body,
    });
    expect([type, answer.status, JSON.parse(answer.text).code]).toEqual([type, 415, "unsupported_media_type"]);
  }
  for (const type of ["", "application/json", "application/json; charset=utf-8", "Application/JSON;charset=UTF-8"]) {
    expect(
      (await client.ask({ method: "POST", path, headers: { ...authorized(), "content-type": type }, body })).status,
    ).toBe(200);
  }
});

test("whoever hangs up while a body is read, or an answer is made, is no error in the log", async () => {
  const { hostname, port } = new URL(pipelines.url);
  const head = (path: string) =>
    [
      `POST /api/v1${path} HTTP/1.1`,
      `Host: ${hostname}:${port}`,
      `Authorization: Bearer ${API_KEY}`,
      "Content-Type: application/json",
    ].join("\r\n");
  const whole = JSON.stringify({ parameters: { sources: [{ repo: "acme/shop" }], date_range: MADE_WEEK } });
  const pieces = [
    `${head("/run_templates/what-shipped/validate")}\r\nContent-Length: 5000\r\n\r\n{"parameters":`,
    `${head("/run_templates/what-shipped/validate")}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"par\r\n`,
    `${head("/run_templates/what-shipped/evidence")}\r\nContent-Length: ${whole.length}\r\n\r\n${whole}`,
    `GET /api/v1/repositories/acme/shop/branches HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${API_KEY}\r\n\r\n`,
  ];
  for (const piece of pieces) {
    const socket = connect(Number(port), hostname);
    await new Promise<void>((written) => socket.write(piece, () => written()));
    // A whole request of another connection has been answered: this one has been seen by then, too.
    expect(
      (await client.ask({ method: "GET", path: "/api/v1/runs", headers: authorized(), body: undefined })).status,
    ).toBe(200);
    socket.destroy();
  }
  await until("healthy process", async () => (await fetch(`${pipelines.url}/readyz`)).ok);

  expect(pipelines.log()).toBe("");
});

async function loopHeld(): Promise<number> {
  const told = once(pipelines.process, "message");
  pipelines.process.send("how long was the loop held?");
  const [{ longestMs }] = (await told) as [{ longestMs: number }];
  return longestMs;
}

/** Values that lead somewhere, by the name of what takes them. */
function known(): Record<string, unknown[]> {
  return {
    id: [runId],
    ref: ["what-shipped", "what-shipped@1", "what-shipped:production"],
    sha256: [artifact],
    seq: ["1", "2"],
    owner: ["acme"],
    repo: ["acme/shop", "acme/none"],
    base_branch: ["main"],
    llm_model: ["rules", "default"],
    dry_run: [true],
    callback_url: [callbacks.url("/fuzz")],
    date_range: [MADE_WEEK],
    time_zone: ["UTC", "Europe/Berlin"],
    contract: [1],
    sources: [[{ repo: "acme/shop" }], [{ repo: "acme/shop", base_branch: "main" }]],
    ignored_prs: [[], ["ACME/Shop#1"]],
    webhook_token: ["t".repeat(43)],
    by: ["Mira"],
    limit: ["1", "50"],
    after: ["0", "3"],
  };
}
