import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { startChild } from "../base/spawn-child.ts";
import { throwAwayFolder } from "../base/throw-away-folder.ts";
import { browse, ready } from "./walk/browser.ts";
import { printed, type Outcome } from "./walk/outcome.ts";
import { readSlack } from "./walk/slack.ts";
import { dataWindow, sinceText, type Wanted } from "./walk/wanted.ts";

/*
 * The whole job once, without a browser and in a throw-away data folder: a person signs in, composes, approves, and the message
 * arrives in the demo Slack. It talks to Pulse over HTTP only, like any browser.
 */

const OPTIONS = {
  data: { type: "string" },
  window: { type: "string" },
  repo: { type: "string" },
  base: { type: "string", default: "main" },
  since: { type: "string", default: "7d" },
  model: { type: "string" },
  json: { type: "boolean", default: false },
} as const;

/** A model of one's own serves the walk like any update. */
const MODEL = ["OPENAI_API_KEY", "OPENAI_BASE_URL", "LLM_MODELS", "LLM_PROVIDER", "LLM_PRICES"];

const USAGE = `npm run demo                                   the made-up repositories, the last 7 days
npm run demo -- --repo owner/name [--base main] [--since 7d]
npm run demo -- --data FILE [--window ID]
  --model rules writes without a model
  --json prints one object`;

function readOptions() {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (cause) {
    throw new Error(`${cause instanceof Error ? cause.message.split(". ")[0] : cause}.\n\n${USAGE}`, { cause });
  }
}

const folder = throwAwayFolder("pulse-demo");
try {
  const values = readOptions();
  const wanted = { ...wantedWindow(values), model: values.model ?? null };
  const outcome = await walk(wanted);
  process.stdout.write(values.json ? `${JSON.stringify(outcome, null, 2)}\n` : printed(outcome));
  process.exitCode = outcome.status === "posted" || outcome.status === "nothing_to_report" ? 0 : 1;
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  folder.remove();
}

function wantedWindow(values: ReturnType<typeof readOptions>): Wanted {
  if (values.data) {
    if (!existsSync(values.data)) throw new Error(`There is no file ${values.data}.`);
    return dataWindow(resolve(values.data), readFileSync(values.data, "utf8"), values.window);
  }
  if (values.window) throw new Error("--window needs --data FILE.");
  const { since, until } = sinceText(values.since, new Date());
  return {
    repo: values.repo ?? "acme/harbor",
    base: values.base,
    since,
    until,
    data: null,
    real: Boolean(values.repo),
    model: null,
  };
}

async function walk(wanted: Wanted): Promise<Outcome> {
  const began = performance.now();
  const launched = startChild({
    name: "launch",
    script: join(import.meta.dirname, "../launch.ts"),
    env: settingsFor(wanted),
    restart: false,
    quiet: true,
  });
  try {
    const at = ready.parse(await launched.ready);
    const up = performance.now();
    const walked = await browse(at, wanted);
    const posted = await readSlack(at.slack);
    return { ...walked.outcome, posted, timing: { start_ms: Math.round(up - began), ...walked.timing } };
  } finally {
    await launched.stop();
  }
}

function settingsFor({ data, real }: Wanted): Record<string, string | undefined> {
  return {
    PULSE_DATA: folder.path,
    TMPDIR: folder.path,
    PORT: "0",
    HOST: "127.0.0.1",
    LOG_LEVEL: "warn",
    DEMO_MODEL_PACE: "0",
    ...Object.fromEntries(MODEL.map((name) => [name, process.env[name]])),
    ...(data && { DEMO_GITHUB_DATA: data, DEMO_GITHUB_SHIFT: "none" }),
    ...(real && {
      GITHUB_TOKEN: process.env["GITHUB_TOKEN"],
      GITHUB_API_URL: process.env["GITHUB_API_URL"] ?? "https://api.github.com",
    }),
  };
}
