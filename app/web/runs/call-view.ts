import { z } from "zod";
import type { CallDetail } from "../../../webhooks/contract/runs.ts";
import { callSections, type CallSection } from "./call-sections.ts";
import { CALL_KINDS, callNames, costText, outcomeWords, tokensText, type OutcomeWords } from "./call-words.ts";
import { visible } from "../page/visible.ts";

/** One call with everything that went in and came out. All its texts are somebody else's. */
export type CallView = {
  seq: number;
  icon: string;
  kind_label: string;
  title: string;
  own: string;
  outcome: OutcomeWords | null;
  origin: string;
  facts: { label: string; value: string }[];
  sections: CallSection[];
  address: string;
  json: string;
};

/** What of a model's answer stands beside its words. Whatever has another form is shown as it is. */
const beside = z.object({
  served_by: z.string().catch(""),
  usage: z.object({ estimated: z.boolean() }).catch({ estimated: false }),
});

export function callView(call: CallDetail, attempt: number, address: string, json: string): CallView {
  const { icon, label: kind_label } = CALL_KINDS[call.kind];
  return {
    seq: call.seq,
    icon,
    kind_label,
    ...callNames(call),
    outcome: outcomeWords(call.outcome),
    address,
    json,
    origin: call.attempt < attempt ? `Made in attempt ${call.attempt}, taken from the recording since.` : "",
    facts: factsOf(call),
    sections: callSections(call),
  };
}

function factsOf(call: CallDetail): CallView["facts"] {
  const facts = [{ label: "Took", value: `${(call.duration_ms / 1000).toFixed(2)} s` }];
  if (call.kind === "model") facts.push(...modelFacts(call));
  if (call.retries > 0) facts.push({ label: "Retries", value: String(call.retries) });
  return facts;
}

function modelFacts(call: CallDetail): CallView["facts"] {
  const { served_by, usage } = beside.catch({ served_by: "", usage: { estimated: false } }).parse(call.output);
  const tokens = tokensText(call);
  const served = visible(served_by);
  return [
    {
      label: "Model",
      value: served && served !== call.name ? `${visible(call.name)}, served as ${served}` : visible(call.name),
    },
    { label: "Tokens", value: tokens ? `${tokens}${usage.estimated ? ", estimated" : ""}` : "not counted" },
    { label: "Cost", value: costText(call.cost_usd) },
    { label: "Price from", value: call.priced_by ?? "no known price" },
  ];
}
