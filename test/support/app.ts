import { randomUUID } from "node:crypto";
import type { Actor, Deps } from "../../app/deps.ts";
import { openQueues } from "../../app/jobs.ts";
import { devPeople } from "../../app/people/dev-people.ts";
import { signInCodes } from "../../app/people/sign-in-codes.ts";
import type { PipelinesAbout } from "../../app/pipelines-about.ts";
import type { PipelinesClient, ReadReport } from "../../app/pipelines-client.ts";
import type { Slack } from "../../app/ports/slack.ts";
import { compose } from "../../app/updates/compose.ts";
import { receiptStore } from "../../app/updates/receive-result.ts";
import { triggerRun } from "../../app/updates/trigger-run.ts";
import { listAudit } from "../../db/app/audit.ts";
import { ensureTeam, findPerson, WITH_MADE_UP_PEOPLE } from "../../db/app/people.ts";
import type { AppTables, Brief, Update, UpdateState } from "../../db/app/tables.ts";
import type { Channel } from "../../db/app/columns.ts";
import { listRevisions } from "../../db/app/revisions.ts";
import { findUpdateById } from "../../db/app/updates.ts";
import { connect } from "../../db/connect.ts";
import { createJobs } from "../../db/jobs.ts";
import { ownRelease } from "../../base/own-release.ts";
import { contractHash } from "../../webhooks/contract/schemas.ts";
import type { ContinuationAnswer, ContinueRequest } from "../../webhooks/contract/continuation.ts";
import { sha256 } from "../../webhooks/contract/digest.ts";
import type { Event, Results } from "../../webhooks/contract/events.ts";
import type { Finding } from "../../webhooks/contract/finding.ts";
import type { FoundModelsAnswer } from "../../webhooks/contract/model-tests.ts";
import type { ParametersInput } from "../../webhooks/contract/parameters.ts";
import type { PolicyPreview, PolicyPreviewInput } from "../../webhooks/contract/policy-preview.ts";
import type { PolicyProposals, PolicyProposalsInput } from "../../webhooks/contract/policy-proposals.ts";
import { Problem, type FieldProblem } from "../../webhooks/contract/problem.ts";
import { NOT_LOOKED_AT, type VersionReadiness } from "../../webhooks/contract/readiness.ts";
import type { LedgerLine } from "../../webhooks/contract/report.ts";
import type {
  BudgetAnswer,
  CallDetail,
  Estimate,
  ModelsAnswer,
  RunAnswer,
  StepAnswer,
  TriggerRequest,
} from "../../webhooks/contract/runs.ts";
import type { WordingAnswer, WordingRequest } from "../../webhooks/contract/wordings.ts";
import { tokenDigest } from "../../webhooks/token.ts";
import { PAYLOAD_TYPE } from "../../webhooks/contract/provenance.ts";
import { fakeLineage } from "./fake-lineage.ts";
import { fakeTemplates } from "./fake-templates.ts";
import { fakeTrials } from "./fake-trials.ts";
import { silent, testDatabase } from "./database.ts";
import { MODEL_TESTED } from "./tested-models.ts";

export const CHANNEL: Channel = { id: "C0ENG", name: "eng-updates" };

export const BRIEF: Brief = {
  sources: [{ repo: "acme/harbor", base_branch: "main" }],
  window: { preset: "7d" },
  time_zone: "Europe/Berlin",
  analysis_type: "weekly_digest",
  tone: "neutral",
  custom_prompt: "",
  ignored_prs: [],
  llm_model: "rules",
  max_iterations: 4,
};

export const TEXT =
  "# Faster search\n\n- Search answers in half the time (#12)\n- The login page remembers you (#13)\n";

/** Of `TEXT`. */
export const FAULT: Finding = {
  key: "H1:12",
  check: "H1",
  severity: "fault",
  message: "#12 is not in the evidence.",
  fix: "Take it out.",
  line: 3,
  prs: ["acme/harbor#12"],
};

export const OTHER_TEXT = `${TEXT}- Much faster start (#14)\n`;

/** What somebody sends who lets a text out. */
export const approving = (markdown: string, base_revision = 1, override_reason: string | null = null) => ({
  markdown,
  base_revision,
  override_reason,
});

type FakePipelines = PipelinesClient & {
  triggered: { request: TriggerRequest; key: string; run_id: string; template: string | null }[];
  /** What they say of themselves, and the runs that they list. */
  says: PipelinesAbout;
  listed: RunAnswer[];
  /** The one template that there is. */
  template: ReturnType<typeof fakeTemplates>["fake"];
  /** What was begun of trials, and what comes of each. */
  tried: ReturnType<typeof fakeTrials>["fake"];
  continued: { request: ContinueRequest; key: string; run_id: string }[];
  /** Of every run that ended. */
  kept: ContinuationAnswer;
  cancelled: string[];
  checked: string[];
  /** What the checks find in any text. */
  findings: Finding[];
  /** While it is set every call throws it. */
  fails: Problem | null;
  answers: Map<string, Partial<RunAnswer>>;
  /** The steps and calls of every run. */
  recording: { steps: StepAnswer[]; calls: CallDetail[] };
  /** What every run had read and written; null: nothing is there. */
  report: ReadReport | null;
  /** What may be chosen, what was spent, and what a run would cost; by rules alone until a test says otherwise. */
  offered: ModelsAnswer;
  /** What is known of each model, and which of them were tested, stopped and forgotten. */
  known: FoundModelsAnswer["models"];
  asked: string[];
  spending: BudgetAnswer;
  estimated: Estimate | null;
  /** How the version stands that texts are written with. */
  stands: VersionReadiness;
  /** What validation finds wrong. */
  faults: FieldProblem[];
  validated: { parameters: ParametersInput; pull_requests: number | undefined }[];
  /** What was asked for in other words, what comes of it, and what it would take. */
  reworded: { run_id: string; asked: WordingRequest; key: string }[];
  worded: WordingAnswer;
  wordingTakes: Estimate;
  /** What was asked of policies, and what any of them would do. */
  policies: PolicyPreviewInput[];
  policyPreview: PolicyPreview;
  policyProposals: PolicyProposals;
  /** What was asked of them to learn from. */
  taught: PolicyProposalsInput[];
};

const WORDED: WordingAnswer = {
  run_id: "01a223da-7510-7000-a2a8-1d1cf2867e37",
  text: "Search takes half the time that it took",
  problem: null,
  findings: [],
  model_calls: 1,
  tokens: 900,
  cost_usd: 0.0041,
  served_by: "writer",
};
const WORDING_TAKES: Estimate = {
  model_calls: { likely: 1, most: 2 },
  input_tokens: { likely: 800, most: 1_700 },
  output_tokens: { likely: 50, most: 1_024 },
  cost_usd: { likely: 0.0041, most: 0.02 },
  priced_by: "LLM_PRICES, writer",
  refused: null,
};

/** What a policy without rules does where nothing was read. */
export const NO_PREVIEW: PolicyPreview = {
  faults: [],
  windows: [],
  rules: [],
  sections: [],
  usual: { dependencies: "group", releases: "omit", docs: "group", internal: "group" },
  missing: [],
};

export const RULES_ONLY: ModelsAnswer = {
  default: "rules",
  server: null,
  models: [{ id: "rules", kind: "rules", stand_in: false, price: null }],
};

const UNSPENT = { spent_usd: 0, reserved_usd: 0, tokens: 0, unpriced_calls: 0, cap_usd: null, cap_tokens: null };
export const NOTHING_SPENT: BudgetAnswer = {
  day: UNSPENT,
  month: UNSPENT,
  stopped: null,
  run: { cap_usd: null, cap_tokens: null },
  open: { calls: 0, usd: 0, tokens: 0, until: null },
  lost: { calls: 0, usd: 0, tokens: 0 },
};

/** What the pipelines say of a branch that is nowhere. */
export const NO_BRANCH: FieldProblem = {
  path: "parameters.sources.0.base_branch",
  code: "no_branch",
  message: "acme/harbor has no branch “mian”.",
  fix: "Choose one that it has, such as main or release/2.x.",
};

/** The pipelines as an object: what was asked of them is kept, and they answer as told. */
function fakePipelines(): FakePipelines {
  const orFail = <T>(value: T): Promise<T> => (fake.fails ? Promise.reject(fake.fails) : Promise.resolve(value));
  const templates = fakeTemplates();
  const trials = fakeTrials();
  const fake: FakePipelines = {
    template: templates.fake,
    tried: trials.fake,
    says: { release: ownRelease(), contract_hash: contractHash, ahead_ms: 0, parts: [] },
    listed: [],
    continued: [],
    kept: { calls: { kept: 5, likely: 9 }, cost_usd: { kept: 0.03, left: 0.021 } },
    triggered: [],
    cancelled: [],
    checked: [],
    findings: [],
    fails: null,
    answers: new Map(),
    recording: { steps: [], calls: [] },
    report: null,
    offered: RULES_ONLY,
    known: [],
    asked: [],
    spending: NOTHING_SPENT,
    estimated: null,
    validated: [],
    stands: NOT_LOOKED_AT,
    faults: [],
    reworded: [],
    worded: WORDED,
    wordingTakes: WORDING_TAKES,
    policies: [],
    policyPreview: NO_PREVIEW,
    policyProposals: { proposals: [], missing: [], notes: [] },
    taught: [],
    async proposePolicy(asked) {
      fake.taught.push(asked);
      return orFail(fake.policyProposals);
    },
    async previewPolicy(asked) {
      fake.policies.push(asked);
      return orFail(fake.policyPreview);
    },
    repositories: () => orFail({ repositories: [], notes: [] }),
    branches: () => orFail({ branches: ["main"], default_branch: "main", complete: true }),
    tags: () => orFail({ tags: [], complete: true }),
    evidence: () => orFail({ status: "reading" as const, id: "1" }),
    evidenceById: () => orFail({ status: "reading" as const, id: "1" }),
    async validate(parameters, pull_requests) {
      fake.validated.push({ parameters, pull_requests });
      const details = [...fake.faults];
      const answer = { compatible: details.length === 0, details, checks: [], notes: [], resolved: null };
      return orFail({ ...answer, estimate: fake.estimated });
    },
    readiness: () => orFail(fake.stands),
    models: () => orFail(fake.offered),
    foundModels: () => orFail({ models: fake.known }),
    async testModel(model) {
      fake.asked.push(`test ${model}`);
      return orFail({ ...MODEL_TESTED, model });
    },
    async stopModelTest(id) {
      fake.asked.push(`stop ${id}`);
      return orFail({ ...MODEL_TESTED, id });
    },
    async forgetModel(model, { server, by }) {
      fake.asked.push(`forget ${model} on ${server} by ${by}`);
      return orFail({ models: fake.known });
    },
    budget: () => orFail(fake.spending),
    async stopModels({ reason, by }) {
      const stopped = { reason, by, at: "2026-11-20T09:05:00.000Z" };
      if (!fake.fails) fake.spending = { ...fake.spending, stopped };
      return orFail(fake.spending);
    },
    async clearLostCalls() {
      if (!fake.fails) fake.spending = { ...fake.spending, lost: NOTHING_SPENT.lost };
      return orFail(fake.spending);
    },
    async allowModels() {
      if (!fake.fails) fake.spending = { ...fake.spending, stopped: null };
      return orFail(fake.spending);
    },
    async trigger(request, key, template) {
      const run_id = fake.triggered.find((one) => one.key === key)?.run_id ?? randomUUID();
      fake.triggered.push({ request, key, run_id, template });
      return orFail({ run_id, template: { name: "what-shipped", version: 1 }, contract_hash: "c", notes: [] });
    },
    continuation: () => orFail(fake.kept),
    async continueRun(run_id, request, key) {
      fake.continued.push({ request, key, run_id });
      return orFail({ run_id, template: { name: "what-shipped", version: 1 }, contract_hash: "c", notes: [] });
    },
    // Safe: watchRun reads no more than a test says.
    run: async (id) => orFail(there(fake.fails ? {} : fake.answers.get(id)) as RunAnswer),
    steps: () => orFail(fake.recording.steps),
    calls: (run_id) => orFail({ run_id, attempt: 1, calls: fake.recording.calls }),
    call: async (_id, seq) => orFail(there(fake.recording.calls.find((one) => one.seq === seq))),
    readReport: async () => orFail(there(fake.report)),
    async cancel(id) {
      fake.cancelled.push(id);
      return orFail(undefined);
    },
    async checks(_id, markdown) {
      fake.checked.push(markdown);
      return orFail({ checked_digest: sha256(markdown), findings: fake.findings });
    },
    async wording(run_id, asked, key) {
      fake.reworded.push({ run_id, asked, key });
      return orFail(fake.worded);
    },
    wordingEstimate: (run_id) => orFail({ run_id, estimate: fake.wordingTakes }),
    lineage: (run_id, prs) => orFail(fakeLineage(run_id, prs)),
    exported: () => orFail(new Blob(['{"type":"run"}\n']).stream()),
    provenance: () => orFail({ payloadType: PAYLOAD_TYPE, payload: "e30=", signatures: [{ keyid: "k", sig: "c2ln" }] }),
    provenanceKey: () => orFail({ keyid: "0".repeat(64), algorithm: "ed25519", public_key_pem: "none" }),
    runs: async ({ state }) => orFail(fake.listed.filter((one) => state === undefined || one.state === state)),
    about: () => orFail(fake.says),
    templates: templates.of(orFail),
    trials: trials.of(orFail),
    healthy: () => orFail(true),
  };
  return fake;
}

function there<Thing>(thing: Thing | null | undefined): Thing {
  if (thing === null || thing === undefined) throw new Problem("not_found", "It is not there.", "Look elsewhere.");
  return thing;
}

/** A Slack in which nothing happens. */
export const noSlack: Slack = {
  channels: async () => [],
  test: async () => ({ ok: true, team: "Acme", bot: "pulse" }),
  post: async () => ({ kind: "sent", ts: "1.000000" }),
  update: async (_channel, ts) => ({ kind: "sent", ts }),
  remove: async (_channel, ts) => ({ kind: "sent", ts }),
  permalink: async () => null,
  channelName: async () => null,
  ownEmoji: async () => ({ readable: true, names: new Set(["shipit"]) }),
  lastSaid: async () => ({ kind: "heard", messages: [] }),
  whoReads: async () => ({ kind: "known", other_companies: false, guests: false }),
  newest: async () => "0",
  findByKey: async () => ({ kind: "missing" }),
  direct: async () => ({ kind: "sent", ts: "1.000000" }),
};

export type TestApp = Awaited<ReturnType<typeof startTestApp>>;

/** The app's operations over a database and queues of their own; nobody works the jobs unless a test does. */
export async function startTestApp({ slack = noSlack }: { slack?: Slack } = {}) {
  const database = await testDatabase();
  const { db, close } = connect<AppTables>(database.url("pulse_app"), silent, WITH_MADE_UP_PEOPLE);
  const jobs = createJobs(database.url("pulse_app"), "app", silent);
  await openQueues(jobs);
  await ensureTeam(db, "Acme", devPeople);
  const [mira, tobi] = [await actor("mira"), await actor("tobi")];
  const pipelines = fakePipelines();
  let ahead_ms = 0;
  const deps: Deps = {
    db,
    jobs,
    log: silent,
    pipelines,
    slack,
    clock: () => new Date(Date.now() + ahead_ms),
    signInCodes: signInCodes({
      address: () => deps.settings.publicUrl,
      clock: () => deps.clock(),
      tell: () => undefined,
    }),
    settings: {
      publicUrl: "http://pulse.test",
      callbackUrl: "http://pulse.test/hook",
      tokenKey: Buffer.alloc(32, 7),
      runDeadlineMs: 60_000,
      teamName: "Acme",
      development: true,
      demoSlackUrl: null,
      demoGithubUrl: null,
      parts: { github: "demo", slack: "demo" },
      demoModelUrl: null,
      posting: { spacingMs: 0, looksAfterS: [0, 0], againAfterS: { first: 0, most: 0 }, silenceS: 60 },
    },
  };

  async function actor(handle: string): Promise<Actor> {
    const person = await findPerson(db, handle);
    if (!person) throw new Error(`There is no ${handle}.`);
    return { id: person.id, team_id: person.team_id, name: person.name, surface: "web" };
  }

  return {
    deps,
    db,
    pipelines,
    mira,
    tobi,
    database,
    /** Lets the operations believe that it is later by so much. */
    passTime: (ms: number) => void (ahead_ms += ms),
    composed: (more: { brief?: Partial<Brief>; channel?: Channel; profile_id?: string } = {}) =>
      compose(deps, mira, {
        brief: { ...BRIEF, ...more.brief },
        channel: more.channel ?? CHANNEL,
        profile_id: more.profile_id ?? null,
        previewed_digest: null,
      }),
    /** The job of the newest generation, done by hand. */
    triggered: async ({ id, generation }: Update) => {
      await triggerRun(deps, { update_id: id, generation }, false);
      const asked = pipelines.triggered.at(-1);
      if (asked?.request.request_id !== id) throw new Error("Nothing was triggered.");
      return { token: asked.request.webhook_token, run_id: asked.run_id };
    },
    /** An update with a text in review. */
    async written(text: string = TEXT, more: Parameters<typeof this.composed>[0] & { channel?: Channel } = {}) {
      const update = await this.composed(more);
      return this.answered(update, text);
    },
    /** The newest generation's text, come back through the receiver's store. */
    async answered(update: Update, text: string = TEXT): Promise<Update> {
      const { token, run_id } = await this.triggered(update);
      const store = receiptStore(deps);
      const receipt = await store.find(tokenDigest(token));
      const event = completed(update.id, run_id, text);
      if (!receipt || !(await store.settle(receipt, event, sha256(run_id)))) throw new Error("Not taken.");
      return this.now(update);
    },
    async now({ id }: Pick<Update, "id">): Promise<Update> {
      const update = await findUpdateById(db, id);
      if (!update) throw new Error("It is gone.");
      return update;
    },
    /** What its trail says was done, the oldest first. */
    actions: async ({ id }: Pick<Update, "id">) => (await listAudit(db, id)).map(({ action }) => action),
    /** The texts that it had, the oldest first. */
    revisions: async ({ id }: Pick<Update, "id">) => (await listRevisions(db, id)).map(({ markdown }) => markdown),
    /** Puts an update where a test needs it, past every rule. */
    put: (id: string, state: UpdateState) =>
      db.updateTable("app.updates").set({ state }).where("id", "=", id).execute(),
    /** Bodies of the jobs that wait in one queue. */
    async waiting(name: string): Promise<Record<string, unknown>[]> {
      // Safe: pg-boss's own table, read as it documents it.
      const other = db as unknown as { selectFrom: (table: string) => never };
      const query = other.selectFrom("app_jobs.job") as ReturnType<typeof db.selectFrom<"app.updates">>;
      // Safe: see above; these columns are pg-boss's.
      const rows = (await query.selectAll().execute()) as unknown as { name: string; data: object; state: string }[];
      return rows.filter((row) => row.name === name).map(({ data }) => data as Record<string, unknown>);
    },
    async stop() {
      await jobs.stop();
      await close();
      await database.drop();
    },
  };
}

export function line(pr: string, disposition: LedgerLine["disposition"] = "cited"): LedgerLine {
  return {
    pr,
    title: `Title of ${pr}`,
    url: `https://github.com/${pr.replace("#", "/pull/")}`,
    author: "ada",
    merged_at: "2026-11-10T10:00:00Z",
    disposition,
    reason: disposition === "omitted" ? "ci" : null,
  };
}

export const METRICS = {
  preflight_merged_pr_count: 2,
  report_length_chars: 80,
  model_calls: 0,
  tool_calls: 1,
  input_tokens: 0,
  repair_rounds: 0,
  output_tokens: 0,
  cost_usd: 0,
  duration_ms: 12,
  coverage: null,
};

export const TIMEFRAME = { since: "2026-11-09T00:00:00Z", until: "2026-11-16T00:00:00Z", time_zone: "Europe/Berlin" };

export function completed(request_id: string, run_id: string, text: string, more: Partial<Results> = {}): Event {
  return {
    type: "run.completed",
    contract: 1,
    timestamp: "2026-11-16T09:00:00Z",
    request_id,
    pipeline_run_id: run_id,
    template: { name: "what-shipped", version: 1 },
    artifact_uri: null,
    results: {
      summary_message: text,
      report: { schema_version: "1", headline: "h", intro: null, items: [], grouped: [], omitted: [] },
      ledger: [line("acme/harbor#12"), line("acme/harbor#13"), line("acme/harbor#14", "omitted")],
      findings: [],
      metrics: METRICS,
      timeframe: TIMEFRAME,
      evidence_digest: "e",
      degraded: null,
      replaced: [],
      wrap_ups: [],
      not_followed: [],
      notes: [],
      sources: [{ repo: "acme/harbor", visibility: "public" }],
      ...more,
    },
  };
}
