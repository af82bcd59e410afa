import { randomBytes } from "node:crypto";
import type { Run } from "../../db/pipelines/tables.ts";
import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import { lastWeek } from "../../webhooks/contract/parameters.ts";
import { citation } from "../../webhooks/contract/report-text.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { WordingRequest } from "../../webhooks/contract/wordings.ts";
import type { Deps } from "../deps.ts";
import { inputTokensOf } from "../models/tokens.ts";
import { beginDraft, type Draft } from "../report/agent/draft.ts";
import { wholeEvidenceLine } from "../report/agent/evidence-line.ts";
import { formatOf, wordingForm } from "../report/agent/form.ts";
import { type KnownServer, serverOf } from "../report/agent/known-server.ts";
import { briefOf, wordingMessages, writeMessage, type WritersBrief } from "../report/agent/prompt.ts";
import { answerTokens, tokensLeft } from "../report/agent/room.ts";
import { leastAnswer } from "../report/agent/to-write.ts";
import { modelTools } from "../report/model-tools.ts";
import type { ModelTools } from "../report/tools.ts";
import { type KnownText, knownText } from "../runs/known-text.ts";
import { resolveTemplate } from "../templates/resolve-template.ts";
import type { Spec } from "../templates/specification.ts";

/** A conversation that has been prepared, and nobody was asked yet. */
export type BegunWording = {
  draft: Draft<string>;
  brief: WritersBrief;
  known: KnownText;
  model: ModelTools;
  spec: Spec;
  /** What its first question takes at the most, and with so few output tokens an answer may do. */
  takes: { input_tokens: number; output_tokens: number; least: number };
};

const BY_HAND = "Write it by hand";

/**
 * Prepares what a model is asked for other words, by the version that wrote the text and from all that its run had read.
 *
 * @throws {Problem} `conflict` where no model wrote it, or it read nothing; `gone`, `invalid` where a pull request is none of what it
 *   read, `unavailable` where its model is not here, `too_large` where its window is too small.
 */
export async function beginWording(deps: Deps, run: Run, asked: WordingRequest): Promise<BegunWording> {
  const { parameters } = run;
  const model = modelOfRun(deps, run);
  const known = await evidenceOf(deps, run);
  const pulls = pullsOf(asked.prs, known, run);
  const spec = await specOf(deps, run);
  const nonce = randomBytes(8).toString("hex");
  const window = run.timeframe ?? parameters.date_range ?? lastWeek(run.created_at);
  const brief = briefOf({ parameters, window, nonce }, spec);
  const server = serverOf(await model.capabilities(), parameters.llm_model);
  const messages = fittingMessages(asked, pulls, known, brief, server);
  const draft = beginDraft<string>({
    job: "wording",
    id: "wording",
    title: `another wording of ${asked.prs.map((pr) => citation(pr, brief.sources)).join(", ")}`,
    messages,
    reads: false,
    rung: server.rung,
    bounded: server.bounded,
    answer_tokens: spec.limits.lead_tokens,
    tries_left: LIMITS.wording.calls,
    needs_tokens: wordingForm().tokens,
    room: server.room,
  });
  const question = [...messages, writeMessage(draft, wordingForm(), brief)];
  const input_tokens = inputTokensOf({ messages: question, tools: [], format: formatOf(draft, wordingForm()) });
  const takes = { input_tokens, output_tokens: answerTokens(draft, question), least: leastAnswer(1) };
  return { draft, brief, known, model, spec, takes };
}

/** The model that wrote the text. */
function modelOfRun(deps: Deps, { id, parameters: { llm_model } }: Run): ModelTools {
  if (llm_model === "rules") {
    throw new Problem(
      "conflict",
      "The rules wrote this update, so there is no model to ask.",
      `${BY_HAND}, or write the update again with a model.`,
    );
  }
  const model = modelTools(deps, { run_id: id, test_id: null }, llm_model);
  if (!model) {
    const remedy = `${BY_HAND}, or set LLM_MODELS, and OPENAI_API_KEY where its server wants a key.`;
    throw new Problem("unavailable", "No model is set up here.", remedy);
  }
  if (!deps.settings.models?.ids.includes(llm_model)) {
    const remedy = `${BY_HAND}, or write the update again with a model that is here.`;
    throw new Problem("unavailable", `${llm_model}, which wrote this update, is not here any more.`, remedy);
  }
  return model;
}

async function evidenceOf(deps: Deps, run: Run): Promise<KnownText> {
  if (run.state !== "completed") {
    throw new Problem("conflict", "This run has no text yet.", "Wait for its end, or choose a run that completed.");
  }
  const known = await knownText(deps, run);
  if (known) return known;
  const remedy = `${BY_HAND}, or write the update again.`;
  throw new Problem("gone", "What this run had read is gone, so a model has nothing to write from.", remedy);
}

function pullsOf(prs: readonly string[], { evidence }: KnownText, { parameters }: Run): PullRequest[] {
  const byRef = new Map(evidence.map((pull) => [pull.ref, pull]));
  const unread = prs.find((pr) => !byRef.has(pr));
  if (unread !== undefined) {
    const named = citation(unread, parameters.sources);
    const message = `${named} is not among what this update was written from.`;
    throw new Problem("invalid", message, `Take ${named} out of the item, or write it by hand.`);
  }
  return [...new Set(prs)].flatMap((pr) => byRef.get(pr) ?? []);
}

const PROMPT = "wording";

/** As the version says; one that knows nothing of other wordings asks for them as the one in production does. */
async function specOf({ db }: Deps, { template_name, template_version }: Run): Promise<Spec> {
  const { spec } = await resolveTemplate(db, `${template_name}@${template_version}`);
  if (spec.prompts[PROMPT] !== undefined) return spec;
  const { spec: newest } = await resolveTemplate(db, template_name);
  return { ...spec, prompts: { ...spec.prompts, [PROMPT]: newest.prompts[PROMPT] ?? "" } };
}

/** Characters of each text of a pull request, and of all of them together. */
const CHARS = { of_text: 1_200, of_all: 12_000 };
/** From all that helps to hardly more than titles. */
const PARTS = [1, 0.4, 0.1];
/** What a model says before its answer. */
const ASIDE_TOKENS = 100;

function fittingMessages(
  asked: WordingRequest,
  pulls: readonly PullRequest[],
  { read }: KnownText,
  brief: WritersBrief,
  { rung, room, model }: KnownServer,
): Draft["messages"] {
  const most = Math.min(CHARS.of_text, CHARS.of_all / pulls.length);
  const form = wordingForm();
  for (const part of PARTS) {
    const chars = Math.floor(most * part);
    const lines = pulls.map((pull) => wholeEvidenceLine(pull, read[pull.ref] ?? "", brief.sources, chars));
    const messages = wordingMessages(asked, lines, brief);
    const question = writeMessage({ job: "wording", rung, bounded: false }, form, brief);
    const needs = form.tokens + ASIDE_TOKENS;
    if (!room?.window || tokensLeft(room.window, [...messages, question]) >= needs) return messages;
  }
  const message = `${model} has a context window of ${room?.window?.toLocaleString("en")} tokens, which this item does not fit into.`;
  throw new Problem("too_large", message, `${BY_HAND}, or give the model a larger context on its server.`);
}
