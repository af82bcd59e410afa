import { z } from "zod";
import type { Outcome } from "./outcome.ts";
import type { Wanted } from "./wanted.ts";

const LOOK_EVERY_MS = 50;
/** Longer than any run may take. */
const GIVE_UP_MS = 15 * 60_000;

/** What the launcher says when everything is up. */
export const ready = z.object({
  url: z.string(),
  pipelinesUrl: z.string(),
  slack: z.string(),
  apiKey: z.string(),
  /** Opened once, it signs in. */
  signIn: z.string(),
});
export type Ready = z.infer<typeof ready>;

const status = z.object({
  id: z.string(),
  state: z.string(),
  run_id: z.string().nullable(),
  problem: z.object({ message: z.string(), remedy: z.string() }).nullable(),
  degraded: z.object({ reason: z.string() }).nullable(),
});
type Status = z.infer<typeof status>;

const run = z.object({
  template: z.object({ name: z.string(), version: z.number() }),
  timeframe: z.object({ since: z.string(), until: z.string() }).nullable(),
  metrics: z.record(z.string(), z.unknown()).nullable(),
  artifact_uri: z.string().nullable(),
});
const artifact = z.object({
  ledger: z.array(z.object({ disposition: z.enum(["cited", "grouped", "omitted", "cancelled"]) })),
});

/** Asks for an update. @returns its id. */
export async function compose(visit: Visit, { repo, base, since, until, model }: Wanted): Promise<string> {
  const place = await visit("/updates", {
    repo,
    base_branch: base,
    preset: "instants",
    since,
    until,
    time_zone: "UTC",
    channel: "C0ENG",
    ...(model && { llm_model: model }),
  });
  const id = /\/updates\/([0-9a-f-]{36})/.exec(place)?.[1];
  if (!id) throw new Error("Pulse did not take the brief. Check the repository and the dates.");
  return id;
}

type Walked = { update_id: string; outcome: Omit<Outcome, "posted" | "timing">; timing: Record<string, number> };

/** Signs in, composes, waits, approves, waits: what a person does, by the same forms. */
export async function browse(at: Ready, wanted: Wanted): Promise<Walked> {
  const visit = visitor(at.url);
  await visit(at.signIn.slice(at.url.length));
  const generated = performance.now();
  const id = await compose(visit, wanted);
  const written = await settled(visit, id, ["generating"]);
  const drafted = performance.now();
  const markdown = written.state === "in_review" ? await visit(`/updates/${id}/markdown`) : "";
  if (markdown) await approve(visit, id, markdown);
  const last = markdown ? await settled(visit, id, ["in_review", "approved", "posting"]) : written;
  const ended = performance.now();
  const { metrics, ...facts } = await factsOf(at, last);
  const runMs = Number(metrics?.["duration_ms"] ?? 0);
  return {
    update_id: id,
    outcome: {
      update_id: id,
      run_id: last.run_id,
      status: last.state,
      markdown,
      metrics,
      ...facts,
      degraded: last.degraded?.reason ?? null,
      problem: last.problem && `${last.problem.message} ${last.problem.remedy}`,
    },
    timing: {
      job_ms: Math.round(ended - generated),
      run_ms: runMs,
      draft_ms: Math.round(drafted - generated),
      overhead_ms: Math.round(drafted - generated - runMs),
      ...(markdown && { approve_and_post_ms: Math.round(ended - drafted) }),
    },
  };
}

/** Whoever approves is asked about what is open, and answers that they have read it. */
async function approve(visit: Visit, id: string, markdown: string): Promise<void> {
  const form = { markdown, base_revision: "1" };
  const answer = await visit(`/updates/${id}/approval`, form);
  const [, asked] = /name="asked" value="([^"]*)"/.exec(answer) ?? [];
  if (asked) await visit(`/updates/${id}/approval`, { ...form, asked, read: "1" });
}

/** What became of it when it waits no more. */
export async function settled(visit: Visit, id: string, waiting: string[]): Promise<Status> {
  const giveUpAt = Date.now() + GIVE_UP_MS;
  for (;;) {
    const now = status.parse(JSON.parse(await visit(`/updates/${id}/status`)));
    if (!waiting.includes(now.state)) return now;
    if (Date.now() > giveUpAt)
      throw new Error(`The update is still ${now.state} after ${GIVE_UP_MS / 60_000} minutes.`);
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
  }
}

async function factsOf({ pipelinesUrl, apiKey }: Ready, { run_id }: Status) {
  const prs = { in_window: 0, cited: 0, grouped: 0, omitted: 0, cancelled: 0 };
  if (!run_id) return { template: null, timeframe: null, metrics: null, prs };
  const ask = async (url: string): Promise<unknown> =>
    (await fetch(url, { headers: { authorization: `Bearer ${apiKey}` } })).json();
  const { template, timeframe, metrics, artifact_uri } = run.parse(await ask(`${pipelinesUrl}/api/v1/runs/${run_id}`));
  const { ledger } = artifact_uri ? artifact.parse(await ask(artifact_uri)) : { ledger: [] };
  for (const { disposition } of ledger) prs[disposition] += 1;
  const coverage = z.object({ in_window: z.number() }).nullish().parse(metrics?.["coverage"]);
  return { template, timeframe, metrics, prs: { ...prs, in_window: coverage?.in_window ?? 0 } };
}

/** Sends a form, or gets a page. @returns the body, or where a form's answer points. */
type Visit = (path: string, form?: Record<string, string>) => Promise<string>;

export function visitor(url: string): Visit {
  const jar = new Map<string, string>();
  return async (path, form) => {
    const response = await fetch(`${url}${path}`, {
      redirect: "manual",
      headers: {
        cookie: [...jar].map((pair) => pair.join("=")).join("; "),
        accept: "application/json, text/html",
        origin: url,
      },
      ...(form && { method: "POST", body: new URLSearchParams(form) }),
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      jar.set(name, value);
    }
    const location = response.headers.get("location");
    if (location) return location;
    if (!response.ok) throw new Error(sentenceOf(response.status, await response.text()));
    return response.text();
  };
}

function sentenceOf(status: number, body: string): string {
  const errors = body.split("<").map((piece) => {
    const [tag = "", text = ""] = piece.split(">");
    return /class="[^"]*(?:error|problem)/.test(tag) ? text.trim() : "";
  });
  return `Pulse answered ${status}. ${errors.filter(Boolean).join(" ")}`;
}
