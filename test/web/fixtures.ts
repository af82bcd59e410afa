import { createLog } from "../../base/log.ts";
import type { Db, Update, UpdateState } from "../../db/app/tables.ts";
import type { Jobs } from "../../db/jobs.ts";
import type { Deps } from "../../app/deps.ts";
import type { UpdateDetail } from "../../app/updates/load.ts";
import type { LedgerLine } from "../../webhooks/contract/report.ts";

export const NOW = new Date("2026-11-20T10:00:00Z");

/** What a route may use before anybody signed in: nothing. Touching the database is a failure of the test. */
export function untouchable(): Deps {
  const refuse = (): never => {
    throw new Error("A signed-out request reached an operation.");
  };
  const nothing = new Proxy({}, { get: () => refuse });
  return {
    // Safe: every use of these throws, whatever its type.
    db: nothing as Db,
    jobs: nothing as Jobs,
    pipelines: nothing as Deps["pipelines"],
    slack: nothing as Deps["slack"],
    clock: () => NOW,
    log: createLog("test", "silent"),
    settings: {
      publicUrl: "http://127.0.0.1:3000",
      callbackUrl: "http://127.0.0.1:3000/x",
      tokenKey: Buffer.alloc(32),
      runDeadlineMs: 60_000,
      teamName: "Acme",
      development: true,
      demoSlackUrl: null,
      demoGithubUrl: null,
      parts: { github: "demo", slack: "demo" },
      demoModelUrl: null,
    },
  };
}

const ID = "01a1fc97-566b-7799-889c-76eca26adfb4";
const TEXT = "## Harbor\n\n- Page all lists by cursor (#12)\n- Faster <b>labels</b> (#13)\n";

const ledger: LedgerLine[] = [
  { pr: "acme/harbor#12", title: "Page lists", disposition: "cited", reason: null },
  { pr: "acme/harbor#13", title: "<script>alert(1)</script>", disposition: "cited", reason: null },
  { pr: "acme/harbor#14", title: "Bump undici", disposition: "omitted", reason: "dependency" },
].map((line) => ({
  ...(line as Pick<LedgerLine, "pr" | "title" | "disposition" | "reason">),
  url: `https://github.com/acme/harbor/pull/${line.pr.split("#")[1]}`,
  author: "mira",
  merged_at: "2026-11-18T09:00:00Z",
}));

export function updateRow(state: UpdateState, change: Partial<Update> = {}): Update {
  return {
    id: ID,
    team_id: ID,
    profile_id: null,
    state,
    title: "Weekly digest · harbor · 13–20 Nov 2026",
    brief: {
      sources: [{ repo: "acme/harbor", base_branch: "main" }],
      analysis_type: "weekly_digest",
      tone: "neutral",
      custom_prompt: "",
      ignored_prs: [],
      llm_model: "rules",
      max_iterations: 4,
      window: { preset: "7d" },
      time_zone: "Europe/Berlin",
    },
    channel: { id: "C1", name: "eng-updates" },
    generation: 1,
    revision: 1,
    ledger,
    problem: null,
    working_copy: null,
    working_copy_by: null,
    working_copy_at: null,
    degraded: null,
    sources_shown: [{ repo: "acme/harbor", visibility: "public" }],
    empty_reason: null,
    copied_from: null,
    created_by: ID,
    created_at: NOW,
    changed_at: NOW,
    posted_at: null,
    deleted_at: null,
    review_requested_by: null,
    review_requested_at: null,
    review_asked: [],
    review_since: null,
    review_due_at: null,
    number: 12,
    ...change,
  };
}

const WITHOUT_TEXT = new Set<UpdateState>(["generating", "failed", "timed_out", "nothing_to_report", "cancelled"]);

/** An update in a state, with what usually comes with it. */
export function detailIn(state: UpdateState, change: Partial<Update> = {}): UpdateDetail {
  const update = updateRow(state, { revision: WITHOUT_TEXT.has(state) ? 0 : 1, ...change });
  const written = update.revision > 0;
  const revision = { id: ID, update_id: ID, number: 1, markdown: TEXT, digest: "d", run_id: ID, note: null };
  return {
    update,
    profile: null,
    creator: null,
    generation: null,
    decisions: [],
    deliveries: [],
    slot: null,
    run: null,
    wordings: { asked: 0, tokens: 0, cost_usd: 0, unpriced: 0 },
    revisions: written ? [{ ...revision, written_by: null, taken_from: null, created_at: NOW, author_name: null }] : [],
    audit: [
      {
        id: ID,
        team_id: ID,
        at: NOW,
        actor_id: ID,
        surface: "web",
        action: "update.composed",
        update_id: ID,
        profile_id: null,
        detail: { channel: "eng-updates" },
        actor_name: "Mira Lindqvist",
      },
    ],
    text: written ? TEXT : "",
    agent_text: written ? TEXT : "",
    replaced: { lines: [], told: 0, by_rules: 0 },
    ledger: written ? ledger : [],
    findings: [],
    checked: true,
    comments: [],
    people: new Map(),
    continuation: null,
    stamp: "stamp",
  };
}
