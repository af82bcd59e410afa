import { performance } from "node:perf_hooks";
import { createLog } from "../../base/log.ts";
import { startChild } from "../../base/spawn-child.ts";
import { throwAwayFolder } from "../../base/throw-away-folder.ts";
import { freshPasswords, startEmbedded } from "../../db/embedded.ts";
import { prepareDatabase } from "../../db/prepare.ts";

/*
 * Part of `npm run bench`: how long whoever fills a form waits for `POST …/validate` where nobody outside is asked: the real process over
 * HTTP and a real PostgreSQL, with a model that has a price and a budget, so that the whole answer is reckoned each time.
 */

const WARM = 50;
const ASKED = 400;
const MOST_MS = 50;
const KEY = "a key for the bench, long enough";

const folder = throwAwayFolder("pulse-bench");
const server = startEmbedded(folder.path, freshPasswords());
await server.ready;
const urls = {
  owner: server.url("pulse_owner"),
  app: server.url("pulse_app"),
  pipelines: server.url("pulse_pipelines"),
};
await prepareDatabase(urls, createLog("bench", "silent"));
const pipelines = startChild({
  name: "pipelines",
  restart: false,
  script: new URL("../../pipelines/main.ts", import.meta.url).pathname,
  env: {
    DATABASE_URL: urls.pipelines,
    GITHUB_API_URL: "http://127.0.0.1:9",
    PULSE_API_KEY: KEY,
    WEBHOOK_SIGNING_KEYS: Buffer.alloc(32, 7).toString("base64"),
    OPENAI_BASE_URL: "http://127.0.0.1:9/v1",
    LLM_MODELS: "writer",
    LLM_PRICES: '{"writer": {"input": 1, "output": 4}}',
    BUDGET_DAY_USD: "5",
    PORT: "0",
    LOG_LEVEL: "silent",
  },
});
const { url } = await pipelines.ready;

const body = JSON.stringify({
  parameters: {
    sources: [{ repo: "acme/harbor" }, { repo: "acme/web" }],
    date_range: { since: "2026-10-01T00:00:00Z", until: "2026-11-01T00:00:00Z" },
    llm_model: "writer",
  },
  pull_requests: 120,
  callback_url: "http://127.0.0.1:3000/hook",
  network: false,
});
const headers = { authorization: `Bearer ${KEY}`, "content-type": "application/json" };

async function took(work: () => Promise<Response>, expected: string): Promise<number> {
  const begun = performance.now();
  const text = await (await work()).text();
  if (!text.includes(expected)) throw new Error(text);
  return performance.now() - begun;
}
const validated = () =>
  took(
    () => fetch(`${url}/api/v1/run_templates/what-shipped/validate`, { method: "POST", headers, body }),
    '"compatible":true',
  );
/** What the machine takes for any answer at all, in the same moments. */
const nothing = () => took(() => fetch(`${url}/healthz`), "true");

for (let warm = 0; warm < WARM; warm += 1) await validated();
const [times, idle]: [number[], number[]] = [[], []];
for (let at = 0; at < ASKED; at += 1) {
  times.push(await validated());
  idle.push(await nothing());
}
const share = (of: number[], part: number) =>
  of.toSorted((a, b) => a - b)[Math.min(of.length - 1, Math.floor(of.length * part))]?.toFixed(1);
console.log(
  `validate without the network, ${ASKED} times: p50 ${share(times, 0.5)} ms, p95 ${share(times, 0.95)} ms (${MOST_MS} may be), ` +
    `most ${share(times, 1)} ms; beside it /healthz p50 ${share(idle, 0.5)} ms, p95 ${share(idle, 0.95)} ms`,
);
await pipelines.stop();
await server.stop();
folder.remove();
