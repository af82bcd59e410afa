import { Problem } from "../../../webhooks/contract/problem.ts";
import type { BudgetAnswer, ModelsAnswer, ModelTestAnswer } from "../../../webhooks/contract/runs.ts";
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
  /** What was just found; "" before the first test. */
  found: string;
  /** The test found that no model can be asked. */
  failed: boolean;
  next: string;
  link: { href: string; text: string } | null;
  tried: TriedSwitch | null;
};

/** A stop, a permission or a clearance that did not work, with what was typed. */
export type TriedSwitch = { what: "switch" | "clearance"; message: string; remedy: string; reason: string };

const WRITES = "Writes the draft from the evidence. Links, names and counts are set by code.";
const BY_RULES =
  "Picks and sorts titles by fixed rules. Free, about two seconds, and nothing in the text can be made up.";
const SET_UP =
  "For a model, set OPENAI_API_KEY, or OPENAI_BASE_URL and LLM_MODELS for a server of your own, and start again.";
const FOR_REAL =
  "For a real model, set OPENAI_API_KEY, or OPENAI_BASE_URL and LLM_MODELS for a server of your own, and start again.";

/** @param tested True right after "Test": then the default model is asked, and what was found is said. */
export async function modelCard(deps: WebDeps, tested: boolean, tried: TriedSwitch | null = null): Promise<ModelCard> {
  const asked = soon(deps, "the models", () => deps.pipelines.models());
  const testing = tested ? asked.then((answer) => tryModel(deps, answer)) : null;
  const counted = async () => {
    // What a test costs is in the sums.
    await testing;
    return soon(deps, "the budget", () => deps.pipelines.budget());
  };
  const [offered, test, budget] = await Promise.all([asked, testing, counted()]);
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
    ...(offered && budget && test && foundOf(test, stateOf(offered, budget).state)),
    link: deps.settings.demoModelUrl ? { href: deps.settings.demoModelUrl, text: "Open the demo model" } : null,
  };
}

/** A test of the model that writes where nobody chooses one; `model` null: rules do. */
type ModelTest = { model: string | null } & Pick<ModelTestAnswer, "duration_ms" | "problem" | "found">;

async function tryModel({ pipelines }: WebDeps, offered: ModelsAnswer | null): Promise<ModelTest | null> {
  if (!offered) return null;
  const { id, kind } = offered.models.find((one) => one.id === offered.default) ?? { id: "", kind: "rules" };
  if (kind === "rules") return { model: null, duration_ms: 0, problem: null, found: "" };
  try {
    return { model: id, ...(await pipelines.testModel(id)) };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { model: id, duration_ms: 0, problem: error, found: "" };
  }
}

function stateOf(
  offered: ModelsAnswer | null,
  budget: BudgetAnswer | null,
): Pick<ModelCard, "state" | "label" | "what" | "next"> {
  if (!offered || !budget) {
    return { state: "broken", label: "Not known", what: "The pipelines do not answer.", next: "Test in a moment." };
  }
  const models = offered.models.filter(({ kind }) => kind === "model");
  if (models.length === 0) return { state: "untested", label: "Rules only", what: BY_RULES, next: SET_UP };
  if (budget.stopped) return { state: "stopped", label: "Stopped", what: WRITES, next: "" };
  if (models.some(({ stand_in }) => stand_in)) return { state: "demo", label: "Demo", what: WRITES, next: FOR_REAL };
  // Only a call that was paid for shows that the model answers.
  const answers = budget.month.tokens > 0;
  if (answers) return { state: "connected", label: "Connected", what: WRITES, next: "" };
  return { state: "untested", label: "Set up", what: WRITES, next: "The first draft shows whether it answers." };
}

function shown(
  { id, price, stand_in, budget_note }: ModelsAnswer["models"][number],
  preferred = "",
): ModelCard["models"][number] {
  const known = price ? `${pricesOf(price)} per million tokens` : (budget_note ?? pricesOf(price));
  return { id, price: stand_in ? "a stand-in on this machine, free" : known, preferred: id === preferred };
}

type Found = Pick<ModelCard, "found" | "failed"> & Partial<Pick<ModelCard, "state" | "label" | "next">>;

function foundOf({ model, duration_ms, problem, found: known }: ModelTest, state: ModelCard["state"]): Found {
  if (model === null) return { found: "The pipelines answer. No model is set up.", failed: false };
  if (problem) {
    const { message: found, remedy: next } = problem;
    // A stop or a budget that is used up says nothing of the model.
    const broken = problem.code === "unavailable" ? null : ({ state: "broken", label: "Broken" } as const);
    return { found, failed: true, next, ...broken };
  }
  const found = `${model} answered in ${(duration_ms / 1000).toFixed(1)} s.${known && ` In updates it ${known}.`}`;
  if (state === "demo") return { found, failed: false, label: "Demo, works" };
  return { found, failed: false, state: "connected", label: "Connected", next: "" };
}
