import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { PolicyParts } from "../../webhooks/contract/policy.ts";
import { changedPolicy } from "../../webhooks/contract/proposed-change.ts";
import { type PolicyProposal, policyProposals } from "../../webhooks/contract/policy-proposals.ts";
import type { Ready } from "../walk/browser.ts";
import { asker, type Measured, measureRun } from "./measure.ts";
import { pooled, scoreOf, type Score } from "./score.ts";
import type { RecordedWindow } from "./windows.ts";

/** What was learned from some windows, and how the others score without it and with all of it accepted. */
export type Learning = {
  from: string[];
  proposals: PolicyProposal[];
  without: Score;
  with: Score;
  windows: Measured[];
};

type Given = { windows: readonly RecordedWindow[]; measured: readonly Measured[]; first: number; model: string };

/** Learns from the first windows, and has the others written again as if somebody had accepted each proposal. */
export async function measureLearning(at: Ready, { windows, measured, first, model }: Given): Promise<Learning> {
  const taught = windows.slice(0, first).flatMap((window, number) => {
    const run = measured[number]?.run_id;
    const told = [...window.headings].map(([pr, section]) => ({ pr: `${window.repo}#${pr}`, section }));
    return run ? [{ run, told }] : [];
  });
  const answer = await asker(at)("policies/proposals", { windows: taught });
  const { proposals } = policyProposals.parse(answer);
  const policy = proposals.reduce<PolicyParts>((now, { change }) => changedPolicy(now, change), {});
  const again: Measured[] = [];
  for (const window of windows.slice(first)) again.push(await measureUnder(at, window, { policy, model }));
  const scored = (all: readonly Measured[]) => scoreOf(pooled(all.map(({ counts }) => counts)));
  return {
    from: windows.slice(0, first).map(({ id }) => id),
    proposals,
    without: scored(measured.slice(first)),
    with: scored(again),
    windows: again,
  };
}

const started = z.object({ run_id: z.string() });
const ended = z.object({
  state: z.string(),
  problem: z.object({ message: z.string(), remedy: z.string() }).nullable(),
});
const OPEN = ["queued", "running"];
const LOOK_EVERY_MS = 50;

/** A run of its own, for the pipelines alone: no update waits for it. */
async function measureUnder(at: Ready, window: RecordedWindow, under: { policy: PolicyParts; model: string }) {
  const ask = asker(at);
  const { repo, base: base_branch, since, until } = window;
  const { run_id } = started.parse(
    await ask("run_templates/what-shipped/runs", {
      request_id: randomUUID(),
      callback_url: `${at.url}/api/webhooks/pipelines`,
      webhook_token: randomUUID(),
      parameters: {
        sources: [{ repo, base_branch }],
        date_range: { since, until },
        llm_model: under.model,
        policy: under.policy,
      },
    }),
  );
  for (;;) {
    const { state, problem } = ended.parse(await ask(`runs/${run_id}`));
    if (!OPEN.includes(state)) return measureRun(at, window, { run_id, degraded: null, problem });
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
  }
}
