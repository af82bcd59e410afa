import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { startChild } from "../base/spawn-child.ts";
import { throwAwayFolder } from "../base/throw-away-folder.ts";
import { measureWindow, type Measured } from "./quality/measure.ts";
import { type Learning, measureLearning } from "./quality/learned.ts";
import { HEAD, learnedText, numbersOf, rowOf, textsOf } from "./quality/printed.ts";
import { pooled, scoreOf, type Score } from "./quality/score.ts";
import { windowsIn } from "./quality/windows.ts";
import { ready, visitor } from "./walk/browser.ts";

/*
 * How good the texts are: recorded windows, summarised by the whole of Pulse, held against what their maintainers announced. Pulse runs
 * in a throw-away folder, and its demo GitHub serves the data set.
 */

const OPTIONS = {
  data: { type: "string", multiple: true },
  writer: { type: "string", default: "rules" },
  json: { type: "boolean", default: false },
  texts: { type: "string" },
  learn: { type: "string" },
} as const;

/** A model of one's own writes as it does for people. */
const MODEL = [
  "OPENAI_API_KEY",
  "OPENAI_BASE_URL",
  "LLM_MODELS",
  "LLM_PROVIDER",
  "LLM_PRICES",
  "LLM_CALL_SECONDS",
  "LLM_CONTEXT_TOKENS",
];

const USAGE = `npm run quality -- --data FILE…
  --writer MODEL    lets a model write (rules)
  --json            prints one object
  --learn N         learns a policy from the first N windows, and scores the others with it and without
  --texts FILE      writes there, for each window, what its maintainers wrote, what GitHub generates, and this text`;

type Repository = { name: string; windows: Measured[]; pooled: Score; learned?: Learning };
type Options = { files: string[]; writer: string; json: boolean; texts: string | undefined; learn: number };

const sideBySide: string[] = [];
const folder = throwAwayFolder("pulse-quality");
try {
  const options = readOptions();
  const { files, json, texts } = options;
  const repositories: Repository[] = [];
  for (const file of files) repositories.push(await measureFile(file, options));
  if (texts) writeFileSync(texts, sideBySide.join("\n\n"));
  if (json) process.stdout.write(`${JSON.stringify({ repositories }, null, 2)}\n`);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
} finally {
  folder.remove();
}

function readOptions(): Options {
  try {
    const { values, positionals } = parseArgs({ options: OPTIONS, allowPositionals: true });
    const files = [...(values.data ?? []), ...positionals];
    if (files.length === 0) throw new Error("No data set is named");
    const missing = files.find((file) => !existsSync(file));
    if (missing) throw new Error(`There is no file ${missing}`);
    const { writer, json, texts, learn = "0" } = values;
    if (!/^\d{1,3}$/.test(learn)) throw new Error("--learn takes how many windows are learned from");
    return {
      files: files.map((file) => resolve(file)),
      writer,
      json,
      texts: texts && resolve(texts),
      learn: Number(learn),
    };
  } catch (cause) {
    const said = cause instanceof Error ? cause.message.split(". ")[0] : String(cause);
    throw new Error(`${said}.\n\n${USAGE}`, { cause });
  }
}

async function measureFile(file: string, { writer, json: isQuiet, learn }: Options): Promise<Repository> {
  const windows = windowsIn(file, readFileSync(file, "utf8"));
  if (learn > 0 && learn >= windows.length) {
    throw new Error(`${file} has ${windows.length} windows: learn from fewer, so that one is left to be scored.`);
  }
  const name = windows[0]?.repo ?? file;
  const launched = startChild({
    name: "launch",
    script: join(import.meta.dirname, "../launch.ts"),
    env: settingsFor(file),
    restart: false,
    quiet: true,
  });
  try {
    const at = ready.parse(await launched.ready);
    const visit = visitor(at.url);
    await visit(at.signIn.slice(at.url.length));
    const say = (line: string) => void (isQuiet || process.stdout.write(`${line}\n`));
    say(`\n${name}, written by ${writer}\n${HEAD}`);
    const measured: Measured[] = [];
    for (const window of windows) {
      const one = await measureWindow(at, visit, { window, model: writer });
      measured.push(one);
      sideBySide.push(textsOf(window, one));
      say(rowOf(one));
    }
    const all = scoreOf(pooled(measured.map(({ counts }) => counts)));
    say(`${"pooled".padEnd(22)}${numbersOf(all)}`);
    if (learn === 0) return { name, windows: measured, pooled: all };
    const learned = await measureLearning(at, { windows, measured, first: learn, model: writer });
    say(learnedText(learned));
    return { name, windows: measured, pooled: all, learned };
  } finally {
    await launched.stop();
  }
}

function settingsFor(data: string): Record<string, string | undefined> {
  return {
    PULSE_DATA: folder.path,
    TMPDIR: folder.path,
    PORT: "0",
    HOST: "127.0.0.1",
    LOG_LEVEL: "error",
    DEMO_GITHUB_DATA: data,
    DEMO_GITHUB_SHIFT: "none",
    DEMO_MODEL_PACE: "0",
    ...Object.fromEntries(MODEL.map((name) => [name, process.env[name]])),
  };
}
