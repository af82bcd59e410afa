import type { ModelsAnswer } from "../../webhooks/contract/runs.ts";
import type { BriefForm } from "./brief-form.ts";
import { inOrder, isOffered, writerOf, type ModelChoice } from "./offered.ts";
import { priceText } from "../money.ts";
import { TONES } from "../words.ts";

/** The fields that depend on who writes: the model, or the rules. */
export type WriterFields = {
  models: { value: string; label: string }[];
  llm_model: string;
  /** What the prices in the list are for; "" when there are none. */
  price_unit: string;
  /** Said beside the field when what the brief names is not here any more; "" otherwise. */
  model_gone: string;
  tones: typeof TONES;
  tone: string;
  custom_prompt: string;
  max_iterations: string;
  /** What the iterations are. */
  rounds: string;
  /** Why tone, prompt and iterations are switched off; "" when they are not. */
  without_model: string;
};

const RULES_LABEL = "Rules, no model: free, about 2 s";
const RULES_REASON = "Rules take titles as they are: tone, wishes and rounds need a model.";

/** @param offered Null: the pipelines do not say, so there are the rules and what the brief names. */
export function writerFields(form: BriefForm, offered: ModelsAnswer | null): WriterFields {
  const { llm_model, tone, custom_prompt, max_iterations } = form;
  const isRules = writerOf(llm_model, offered) === "rules";
  const priced = offered?.models.some((choice) => choice.price && !choice.stand_in) ?? false;
  const rounds = Number(max_iterations) === 1 ? "1 round" : `${max_iterations} rounds`;
  return {
    models: optionsFor(llm_model, offered),
    llm_model,
    model_gone: goneText(llm_model, offered),
    price_unit: priced ? "US dollars per million tokens." : "",
    tones: TONES,
    tone,
    custom_prompt,
    max_iterations,
    rounds: isRules ? "The rules need none." : `Up to ${rounds} of looking things up, then it writes.`,
    without_model: isRules ? RULES_REASON : "",
  };
}

function optionsFor(llm_model: string, offered: ModelsAnswer | null): WriterFields["models"] {
  const named = { value: llm_model, label: llm_model === "default" ? "The default model" : llm_model };
  if (!offered) return [...(llm_model === "rules" ? [] : [named]), { value: "rules", label: RULES_LABEL }];
  const known = inOrder(offered).map((choice) => ({
    // One entry for the default: by the name that the brief calls it.
    value: choice.id === offered.default && llm_model !== choice.id ? "default" : choice.id,
    label: labelOf(choice),
  }));
  return isOffered(llm_model, offered) ? known : [{ ...named, label: `${llm_model}, not here any more` }, ...known];
}

function labelOf({ id, kind, stand_in, price }: ModelChoice): string {
  if (kind === "rules") return RULES_LABEL;
  if (stand_in) return `${id}, a stand-in on this machine`;
  return `${id} · ${pricesOf(price)}`;
}

/** "$0.25 in · $2.00 out", for a million tokens. */
export function pricesOf(price: ModelChoice["price"]): string {
  return price ? `${priceText(price.input)} in · ${priceText(price.output)} out` : "price not known";
}

function goneText(llm_model: string, offered: ModelsAnswer | null): string {
  return isOffered(llm_model, offered) ? "" : `${llm_model} is not here any more. Choose another one to write this.`;
}
