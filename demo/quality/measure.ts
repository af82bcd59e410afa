import { randomUUID } from "node:crypto";
import { z } from "zod";
import { compose, settled, visitor, type Ready } from "../walk/browser.ts";
import { countsOf, scoreOf, type Counts, type Score } from "./score.ts";
import { wordsIn, type RecordedWindow } from "./windows.ts";

export type Measured = Score & {
  id: string;
  run_id: string | null;
  /** Each pull request of the window stands in the ledger, once. */
  complete: boolean;
  merged: number;
  told: number;
  grouped: number;
  announced: number;
  /** Of the text's items and opening, and of what people wrote. */
  words: number;
  human_words: number;
  /** Findings that keep a text from going out, and those that a person should look at. */
  faults: number;
  flags: number;
  seconds: number;
  /** Of a model, read and written. */
  tokens: number;
  /** To a model. */
  calls: number;
  /** Lines that a model got wrong, so that the rules wrote them. */
  by_rules: number;
  /** The text's items as a model wrote them: none that the rules wrote. */
  models: { text: string; prs: string[] }[];
  /** Why it was not written as asked for. */
  degraded: string | null;
  problem: string | null;
  counts: Counts;
  /** All of the text. */
  markdown: string;
  /** By number, for a look at each. */
  missed: number[];
  too_much: number[];
};

const run = z.object({
  metrics: z
    .object({
      input_tokens: z.number(),
      output_tokens: z.number(),
      model_calls: z.number(),
      duration_ms: z.number(),
    })
    .nullable(),
  artifact_uri: z.string().nullable(),
});
const artifact = z.object({
  markdown: z.string(),
  ledger: z.array(z.object({ pr: z.string(), disposition: z.string() })),
  replaced: z.array(z.object({ what: z.string(), prs: z.array(z.string()) })),
  report: z.object({ items: z.array(z.object({ text: z.string(), prs: z.array(z.string()) })) }),
});
const NOTHING = { markdown: "", ledger: [], replaced: [], report: { items: [] } };
/** How an update begins that a model wrote nothing of. */
const WHOLE = "The rules wrote this text.";
const checks = z.object({ findings: z.array(z.object({ severity: z.string() })) });

/** Has one recorded window summarised by the whole of Pulse, and holds it against what people announced of it. */
export async function measureWindow(at: Ready, visit: ReturnType<typeof visitor>, wanted: Wanted): Promise<Measured> {
  const { window, model } = wanted;
  const id = await compose(visit, { ...window, data: null, real: false, model });
  return measureRun(at, window, await settled(visit, id, ["generating"]));
}

type Ended = Pick<Awaited<ReturnType<typeof settled>>, "run_id" | "degraded" | "problem">;

/** Holds what a run wrote of a window against what people announced of it. */
export async function measureRun(at: Ready, window: RecordedWindow, ended: Ended): Promise<Measured> {
  const { run_id, degraded, problem } = ended;
  const ask = asker(at);
  const { metrics, artifact_uri } = run.parse(await ask(`runs/${run_id}`));
  const { markdown, ledger, replaced, report } = artifact_uri ? artifact.parse(await ask(artifact_uri)) : NOTHING;
  const { findings } = markdown ? checks.parse(await ask(`runs/${run_id}/checks`, { markdown })) : { findings: [] };
  const numbered = (disposition: string) =>
    new Set(ledger.filter((line) => line.disposition === disposition).map(({ pr }) => Number(pr.split("#")[1])));
  const told = numbered("cited");
  const counts = countsOf(told, window.announced);
  const rules = new Set(replaced.filter(({ what }) => what === "sentence").map(({ prs }) => prs.join()));
  const calls = metrics?.model_calls ?? 0;
  const severe = (severity: string) => findings.filter((one) => one.severity === severity).length;
  return {
    id: window.id,
    run_id,
    ...scoreOf(counts),
    complete: isComplete(ledger, window),
    merged: window.merged.size,
    told: told.size,
    grouped: numbered("grouped").size,
    announced: window.announced.size,
    words: wordsIn(markdown),
    human_words: window.words,
    faults: severe("fault"),
    flags: severe("flag"),
    seconds: Math.round((metrics?.duration_ms ?? 0) / 10) / 100,
    tokens: (metrics?.input_tokens ?? 0) + (metrics?.output_tokens ?? 0),
    calls,
    by_rules: rules.size,
    models:
      calls > 0 && !degraded?.reason.startsWith(WHOLE) ? report.items.filter(({ prs }) => !rules.has(prs.join())) : [],
    degraded: degraded?.reason ?? null,
    problem: problem && `${problem.message} ${problem.remedy}`,
    counts,
    markdown,
    missed: [...window.announced].filter((number) => !told.has(number)),
    too_much: [...told].filter((number) => !window.announced.has(number)),
  };
}

/** Asks the pipelines. */
export const asker =
  ({ pipelinesUrl, apiKey }: Ready) =>
  async (path: string, body?: object): Promise<unknown> => {
    const headers = {
      authorization: `Bearer ${apiKey}`,
      "content-type": "application/json",
      "idempotency-key": randomUUID(),
    };
    const url = new URL(path, `${pipelinesUrl}/api/v1/`);
    const answer = await fetch(url, { headers, ...(body && { method: "POST", body: JSON.stringify(body) }) });
    if (!answer.ok) throw new Error(`The pipelines answered ${answer.status} to ${path}: ${await answer.text()}`);
    return answer.json();
  };

type Wanted = { window: RecordedWindow; model: string };

function isComplete(ledger: readonly { pr: string }[], { repo, merged }: RecordedWindow): boolean {
  const lines = ledger.map(({ pr }) => pr);
  const each = new Set(lines);
  return (
    lines.length === each.size &&
    each.size === merged.size &&
    [...merged].every((number) => each.has(`${repo}#${number}`))
  );
}
