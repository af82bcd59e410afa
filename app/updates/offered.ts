import type { ModelsAnswer } from "../../webhooks/contract/runs.ts";

export type ModelChoice = ModelsAnswer["models"][number];

/** The id behind what a brief says, as far as anybody knows: "default" stays when nobody does. */
export function writerOf(llm_model: string, offered: ModelsAnswer | null): string {
  return llm_model === "default" ? (offered?.default ?? "default") : llm_model;
}

/** What is offered of the model that a brief names; undefined: nothing is known of it. */
export function choiceOf(llm_model: string, offered: ModelsAnswer | null): ModelChoice | undefined {
  return offered?.models.find(({ id }) => id === writerOf(llm_model, offered));
}

/** False only for what certainly cannot be run. */
export function isOffered(llm_model: string, offered: ModelsAnswer | null): boolean {
  return offered === null || llm_model === "rules" || choiceOf(llm_model, offered) !== undefined;
}

/** The default first, the rules last. */
export function inOrder({ models, default: preferred }: ModelsAnswer): ModelChoice[] {
  const rank = ({ id, kind }: ModelChoice) => (kind === "rules" ? 2 : id === preferred ? 0 : 1);
  return models.toSorted((a, b) => rank(a) - rank(b));
}
