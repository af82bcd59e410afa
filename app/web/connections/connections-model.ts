import type { FoundModelsAnswer } from "../../../webhooks/contract/model-tests.ts";
import type { BudgetAnswer, ModelsAnswer } from "../../../webhooks/contract/runs.ts";
import type { WebDeps } from "../page/page.ts";
import { soon } from "../../soon.ts";
import { quotable } from "../cost/cost-view.ts";
import { spendView, type SpendView } from "../cost/spend-view.ts";
import { unsettledView, type UnsettledView } from "../cost/unsettled-view.ts";
import { inOrder } from "../../updates/offered.ts";
import { pricesOf } from "../../updates/writer-fields.ts";

/** Who writes, what that has cost, and the switch that ends it. */
export type ModelCard = {
  state: "demo" | "connected" | "broken" | "untested" | "stopped";
  label: string;
  what: string;
  server: string;
  models: { id: string; price: string; preferred: boolean }[];
  spend: SpendView | null;
  unsettled: UnsettledView | null;
  stopped: BudgetAnswer["stopped"];
  /** False where there is no model to stop. */
  stoppable: boolean;
  /** What the newest test of the default model says; "" before the first. */
  found: string;
  /** It found that no text comes of it. */
  failed: boolean;
  next: string;
  link: { href: string; text: string } | null;
  tried: TriedSwitch | null;
};

/** A stop, a permission or a clearance that did not work, with what was typed. */
export type TriedSwitch = { what: "switch" | "clearance"; message: string; remedy: string; reason: string };

const WRITES = "Writes the draft from the evidence. Links, names and counts are set by code.";
const BY_RULES =
  "Chooses and sorts titles by fixed rules. Free, about two seconds, and nothing in the text can be made up.";
const SET_UP =
  "For a model, set OPENAI_API_KEY, or OPENAI_BASE_URL and LLM_MODELS for a server of your own, and start again.";
const FOR_REAL =
  "For a real model, set OPENAI_API_KEY, or OPENAI_BASE_URL and LLM_MODELS for a server of your own, and start again.";

/** Each null when it could not be had. */
type KnownOfModels = {
  offered: ModelsAnswer | null;
  budget: BudgetAnswer | null;
  found: FoundModelsAnswer | null;
};

export async function askOfModels(deps: WebDeps): Promise<KnownOfModels> {
  const [known, budget] = await Promise.all([
    askWhatWasFound(deps),
    soon(deps, "the budget", () => deps.pipelines.budget()),
  ]);
  return { ...known, budget };
}

export async function askWhatWasFound(deps: WebDeps): Promise<Pick<KnownOfModels, "offered" | "found">> {
  const [offered, found] = await Promise.all([
    soon(deps, "the models", () => deps.pipelines.models()),
    soon(deps, "what was found of models", () => deps.pipelines.foundModels()),
  ]);
  return { offered, found };
}

export function modelCard(deps: WebDeps, known: KnownOfModels, tried: TriedSwitch | null = null): ModelCard {
  const { offered, budget, found } = known;
  const models = offered ? inOrder(offered).filter(({ kind }) => kind === "model") : [];
  return {
    ...stateOf(offered, budget),
    server: offered?.server ?? "",
    models: models.map((one) => shown(one, offered?.default)),
    tried: tried?.what === "switch" ? tried : null,
    spend: budget && models.length > 0 ? spendView(budget) : null,
    unsettled: budget && models.length > 0 ? unsettledView(budget, tried?.what === "clearance" ? tried : null) : null,
    stopped: budget?.stopped ? quotable(budget.stopped) : null,
    stoppable: models.length > 0 || !offered,
    found: "",
    failed: false,
    ...(offered && budget && foundOf(offered, found, stateOf(offered, budget).state)),
    link: deps.settings.demoModelUrl ? { href: deps.settings.demoModelUrl, text: "Open the demo model" } : null,
  };
}

function stateOf(
  offered: ModelsAnswer | null,
  budget: BudgetAnswer | null,
): Pick<ModelCard, "state" | "label" | "what" | "next"> {
  if (!offered || !budget) {
    return {
      state: "broken",
      label: "Not known",
      what: "The pipelines do not answer.",
      next: "Test again in a moment.",
    };
  }
  const models = offered.models.filter(({ kind }) => kind === "model");
  if (models.length === 0) return { state: "untested", label: "Rules only", what: BY_RULES, next: SET_UP };
  if (budget.stopped) return { state: "stopped", label: "Stopped", what: WRITES, next: "" };
  if (models.some(({ stand_in }) => stand_in)) return { state: "demo", label: "Demo", what: WRITES, next: FOR_REAL };
  // Only a call that was paid for shows that the model answers.
  const answers = budget.month.tokens > 0;
  if (answers) return { state: "connected", label: "Connected", what: WRITES, next: "" };
  return {
    state: "untested",
    label: "Set up",
    what: WRITES,
    next: "A test or the first draft shows whether it writes.",
  };
}

function shown(
  { id, price, stand_in, budget_note }: ModelsAnswer["models"][number],
  preferred = "",
): ModelCard["models"][number] {
  const known = price ? `${pricesOf(price)} per million tokens` : (budget_note ?? pricesOf(price));
  return { id, price: stand_in ? "a stand-in on this machine, free" : known, preferred: id === preferred };
}

type Found = Pick<ModelCard, "found" | "failed"> & Partial<Pick<ModelCard, "state" | "label" | "next">>;

/** By the newest test of the model that writes where nobody chooses one. */
function foundOf(
  { default: preferred, server }: ModelsAnswer,
  found: FoundModelsAnswer | null,
  state: ModelCard["state"],
): Found | null {
  const test = found?.models.find((one) => one.model === preferred && one.server === server)?.test;
  if (test?.state !== "done" || !test.result || state === "stopped") return null;
  const { writes, sentence, problem } = test.result;
  if (!writes) {
    // A stop or a budget that is used up says nothing of the model.
    const broken = problem?.code === "unavailable" ? null : ({ state: "broken", label: "Broken" } as const);
    return { found: sentence, failed: true, next: problem?.remedy ?? "", ...broken };
  }
  if (state === "demo") return { found: sentence, failed: false, label: "Demo, works" };
  return { found: sentence, failed: false, state: "connected", label: "Connected", next: "" };
}
