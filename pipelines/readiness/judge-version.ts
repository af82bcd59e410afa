import { listed } from "../../base/listed.ts";
import { worstOf, type ContractDifference } from "../../webhooks/contract/contract-differences.ts";
import type { RunCheck } from "../../webhooks/contract/readiness.ts";
import { amiss, fine, open } from "./check-words.ts";

/** What is known of a version without asking anybody. */
export type VersionFacts = {
  /** `what-shipped@3`. */
  ref: string;
  /** Why this release cannot run it, as the rest of that sentence. */
  unfit: string | null;
  /** From the contract that it was published under to today’s; null: that one is not known here. */
  contract: readonly ContractDifference[] | null;
  /** As it names them, and which of them can be asked here. */
  models: readonly string[];
  askable: readonly string[];
};

/** The only faults that a run is refused for: each would end it, or have it do what nobody asked for, and none passes by itself. */
export function judgeVersion(facts: VersionFacts): RunCheck[] {
  return [ofFit(facts), ofContract(facts), ...ofModels(facts)];
}

function ofFit({ ref, unfit }: VersionFacts): RunCheck {
  if (unfit === null) return fine("version", "fits", `This release can run ${ref}.`);
  const fix = "Choose another version, or start the release that can run it.";
  return amiss("version", "unfit", `${ref} ${unfit}.`, fix, true);
}

function ofContract({ ref, contract }: VersionFacts): RunCheck {
  if (contract === null) {
    return open("contract", "unknown_contract", `Which contract ${ref} was published under is not known here.`);
  }
  const worst = worstOf(contract);
  if (contract.length === 0) return fine("contract", "same", "It was published under today’s contract.");
  if (worst === "additive") {
    return fine("contract", "additive", `Since ${ref} was published the contract has only grown.`);
  }
  const [first, ...others] = contract.filter(({ kind }) => kind === worst);
  const more = others.length > 0 ? ` (and ${others.length} more)` : "";
  const message = `The contract has changed since ${ref} was published. ${first?.message ?? ""}${more}`;
  const fix = "Begin a draft from it, look at it, and publish it under today’s contract.";
  return amiss("contract", "contract_drift", message, fix, worst === "breaking");
}

function ofModels({ ref, models, askable }: VersionFacts): RunCheck[] {
  if (askable.length > 0) return [];
  const named = listed(models.map((id) => (id === "configured:*" ? "any model that is set up" : id)));
  const message = `${ref} is written by ${named} alone, and no model is set up here.`;
  const fix = "Set one up, or publish a version that names rules, too.";
  return [amiss("model", "no_model", message, fix, true)];
}
