import type { Finding } from "../../../webhooks/contract/finding.ts";
import type {
  FoundModel,
  FoundModelsAnswer,
  ModelTestAnswer,
  TestedCall,
} from "../../../webhooks/contract/model-tests.ts";
import type { Estimate, ModelsAnswer } from "../../../webhooks/contract/runs.ts";
import type { Actor } from "../../deps.ts";
import { rangeText } from "../../money.ts";
import { runAddress } from "../../updates/run-address.ts";
import type { WebDeps } from "../page/page.ts";
import { visible } from "../page/visible.ts";
import { callNames, costText, outcomeWords, type OutcomeWords } from "../runs/call-words.ts";

/** Each model with what calls have found of it and what its newest test says. */
export type ModelsView = {
  models: ShownModel[];
  /** A test is open: the page looks again. */
  live: boolean;
  tried: TriedModel | null;
};

/** What could not be tested, stopped or forgotten. */
export type TriedModel = { message: string; remedy: string };

type ShownModel = {
  /** For ids: names of models have anything in them. */
  key: string;
  /** As it is called, and as it can be read. */
  id: string;
  model: string;
  server: string;
  is_set_up: boolean;
  preferred: boolean;
  badge: { label: string; tone: "good" | "bad" | "busy" | "quiet" };
  facts: string[];
  differs: string[];
  found_at: string | null;
  known_until: string | null;
  /** "an update", with the page of its run where that is there; "a test". */
  by: { text: string; href: string | null };
  /** Names it where it is forgotten. */
  name: string;
  /** What a test takes. */
  cost: string;
  test: ShownTest | null;
};

export type ShownTest = {
  id: string;
  open: boolean;
  /** Whether the model wrote. */
  tone: "ok" | "bad" | "wait";
  sentence: string;
  more: string[];
  next: string;
  /** "4 calls · 2,100 tokens · $0.0012 · 6.0 s" */
  figures: string;
  at: string;
  text: string;
  findings: Finding[];
  calls: { label: string; outcome: OutcomeWords | null; took_ms: number; retries: string[] }[];
};

/** @param offered Null: not known now. */
export async function modelsView(
  deps: WebDeps,
  actor: Actor,
  { models }: FoundModelsAnswer,
  offered: ModelsAnswer | null,
  tried: TriedModel | null = null,
): Promise<ModelsView> {
  const shown = models.map((one, index) => shownModel(deps, actor, one, index + 1, offered));
  return { models: await Promise.all(shown), live: models.some(({ test }) => test && isOpen(test)), tried };
}

async function shownModel(
  deps: WebDeps,
  actor: Actor,
  found: FoundModel,
  number: number,
  offered: ModelsAnswer | null,
): Promise<ShownModel> {
  const { server, is_set_up, facts, differs, found_at, known_until, by_run, by_test, test } = found;
  const choice = offered?.models.find(({ id }) => id === found.model);
  const address = by_run && (await runAddress(deps, actor, by_run));
  return {
    key: `model-${number}`,
    id: found.model,
    model: visible(found.model),
    server,
    is_set_up,
    preferred: is_set_up && offered?.default === found.model,
    badge: badgeOf(test),
    facts: facts.map(visible),
    differs,
    found_at,
    known_until,
    by: { text: by_test ? "a test" : "an update", href: address },
    name: JSON.stringify([server, found.model]),
    cost: found.test_estimate ? testCost(found.test_estimate, choice?.stand_in ?? false) : "",
    test: test && shownTest(test),
  };
}

const isOpen = ({ state }: Pick<ModelTestAnswer, "state">): boolean => state === "waiting" || state === "running";

function badgeOf(test: ModelTestAnswer | null): ShownModel["badge"] {
  if (test && isOpen(test)) return { label: "Being tested", tone: "busy" };
  if (!test?.result || test.state !== "done" || isNobodys(test.result)) return { label: "Not tested", tone: "quiet" };
  return test.result.writes ? { label: "Writes", tone: "good" } : { label: "Does not write", tone: "bad" };
}

/** A stop, or a budget that is used up, says nothing of the model. */
const isNobodys = ({ problem }: NonNullable<ModelTestAnswer["result"]>): boolean => problem?.code === "unavailable";

/** "A test takes about 4 calls and 6,900 tokens, less than $0.01; 10 calls at most." */
function testCost({ model_calls, input_tokens, output_tokens, cost_usd, refused }: Estimate, isFree: boolean): string {
  if (refused) return `${refused.message} ${refused.remedy}`;
  const tokens = Number((input_tokens.likely + output_tokens.likely).toPrecision(2)).toLocaleString("en");
  const money = isFree ? "free" : cost_usd ? moneyOf(cost_usd) : "of unknown price";
  return `A test takes about ${model_calls.likely} calls and ${tokens} tokens, ${money}; ${model_calls.most} calls at most.`;
}

function moneyOf({ likely, most }: NonNullable<Estimate["cost_usd"]>): string {
  const { main, rest } = rangeText(likely, most);
  return `${main.charAt(0).toLowerCase()}${main.slice(1)}${rest}`;
}

function shownTest(test: ModelTestAnswer): ShownTest {
  const { id, state, progress, result, created_at: at } = test;
  const none = { id, at, open: false, more: [], next: "", figures: "", text: "", findings: [], calls: [] };
  if (isOpen(test)) {
    const figures = [counted(progress.model_calls, "call"), counted(progress.tokens, "token")].join(" · ");
    return { ...none, open: true, tone: "wait", sentence: doing(progress.call), figures };
  }
  if (!result) {
    const next = "Test again.";
    if (state === "stopped") return { ...none, tone: "wait", sentence: "Stopped before it began.", next };
    return { ...none, tone: "wait", sentence: "The pipelines were stopped in the midst of the test.", next };
  }
  const { writes, sentence, more, problem, text, findings, calls } = result;
  return {
    ...none,
    tone: state === "stopped" || isNobodys(result) ? "wait" : writes ? "ok" : "bad",
    sentence: visible(sentence),
    more: more.map(visible),
    next: problem?.remedy ?? "",
    figures: figuresOf(result),
    text,
    findings,
    calls: calls.map(({ outcome, duration_ms: took_ms, retries, ...call }) => {
      return { label: labelOf(call), outcome: outcomeWords(outcome), took_ms, retries: retries.map(visible) };
    }),
  };
}

/** "Read a pull request, example/orders#101", "Writing the opening" */
function labelOf(call: Pick<TestedCall, "kind" | "name" | "label">): string {
  const { title, own } = callNames(call);
  return call.kind === "tool" ? `${title}, ${own.replace(`${call.name} `, "")}` : title;
}

function doing(call: string | null): string {
  return call === null ? "Waiting for its turn" : capital(visible(call));
}

const capital = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;

function figuresOf({ model_calls, tokens, cost_usd, duration_ms }: NonNullable<ModelTestAnswer["result"]>): string {
  const cost = cost_usd === null ? "cost not known" : costText(cost_usd);
  return [counted(model_calls, "call"), counted(tokens, "token"), cost, `${(duration_ms / 1_000).toFixed(1)} s`].join(
    " · ",
  );
}

function counted(number: number, noun: string): string {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}
