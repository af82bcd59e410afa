import type { BudgetAnswer, ModelsAnswer } from "../../webhooks/contract/runs.ts";
import { sumText } from "./money.ts";
import type { WebDeps } from "./page.ts";
import { soon } from "./soon.ts";
import { quoted } from "./cost-view.ts";
import { spendView, type SpendView } from "./spend-view.ts";
import { inOrder, pricesOf } from "./writer-fields.ts";

/** Who writes, what that has cost, and the switch that ends it. */
export type ModelCard = {
  state: "demo" | "connected" | "broken" | "untested" | "stopped";
  label: string;
  what: string;
  server: string;
  models: { id: string; price: string; preferred: boolean }[];
  spend: SpendView | null;
  stopped: BudgetAnswer["stopped"];
  /** False where there is no model to stop. */
  stoppable: boolean;
  /** What was just found; "" before the first test. */
  found: string;
  next: string;
  link: { href: string; text: string } | null;
  tried: Tried | null;
};

/** A stop or a permission that did not work, with what was typed. */
export type Tried = { message: string; remedy: string; reason: string };

const WRITES = "Writes the draft from the evidence. Links, names and counts are set by code.";
const BY_RULES =
  "Picks and sorts titles by fixed rules. Free, about two seconds, and nothing in the text can be made up.";
const SET_UP =
  "For a model, set LLM_MODELS with OPENAI_API_KEY, or with OPENAI_BASE_URL for a server of your own, and start again.";
const FOR_REAL =
  "For a real model, set LLM_MODELS with OPENAI_API_KEY, or with OPENAI_BASE_URL for a server of your own, and start again.";
/** The pipelines say what is set up; only a draft asks the model itself. */
const NOT_ASKED = "The model itself is asked with the next draft: this test costs nothing.";

/** @param tested True right after "Test": then what was found is said. */
export async function modelCard(deps: WebDeps, tested: boolean, tried: Tried | null = null): Promise<ModelCard> {
  const [offered, budget] = await Promise.all([
    soon(deps, "the models", () => deps.pipelines.models()),
    soon(deps, "the budget", () => deps.pipelines.budget()),
  ]);
  const models = offered ? inOrder(offered).filter(({ kind }) => kind === "model") : [];
  return {
    ...stateOf(offered, budget),
    ...{ server: offered?.server ?? "", models: models.map((one) => shown(one, offered?.default)), tried },
    spend: budget && models.length > 0 ? spendView(budget) : null,
    ...{ stopped: budget?.stopped ? quoted(budget.stopped) : null, stoppable: models.length > 0 || !offered },
    ...(tested && offered && budget ? foundOf(models.length, budget) : { found: "" }),
    link: deps.settings.demoModelUrl ? { href: deps.settings.demoModelUrl, text: "Open the demo model" } : null,
  };
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

function shown({ id, price, stand_in }: ModelsAnswer["models"][number], preferred = ""): ModelCard["models"][number] {
  const unit = price ? `${pricesOf(price)} per million tokens` : pricesOf(price);
  return { id, price: stand_in ? "a stand-in on this machine, free" : unit, preferred: id === preferred };
}

function foundOf(models: number, { month }: BudgetAnswer): { found: string; next?: string } {
  if (models === 0) return { found: "The pipelines answer. No model is set up." };
  const offer = models === 1 ? "1 model can be chosen" : `${models} models can be chosen`;
  return { found: `The pipelines answer: ${offer}, ${sumText(month.spent_usd)} spent this month.`, next: NOT_ASKED };
}
