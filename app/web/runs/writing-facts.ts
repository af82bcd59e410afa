import type { Degraded, Metrics } from "../../../webhooks/contract/events.ts";
import type { WordingSums } from "../../../db/app/wordings.ts";
import { smallText } from "../../money.ts";
import { costText } from "./call-words.ts";

const MOST_TRIED = 3;
const MOST_CHARS = 140;

/** "12.4 s · demo-writer · 5 calls · 6,120 tokens · free"; calls that no model got are none. */
export function factsText(metrics: Metrics, writer: string): string {
  const { duration_ms, model_calls, input_tokens, output_tokens, cost_usd } = metrics;
  const took = `${(duration_ms / 1000).toFixed(1)} s`;
  if (model_calls === 0) return `${took} · free`;
  if (input_tokens + output_tokens === 0) return `${took} · no model was asked · free`;
  const calls = `${model_calls.toLocaleString("en")} ${model_calls === 1 ? "call" : "calls"}`;
  const tokens = `${(input_tokens + output_tokens).toLocaleString("en")} tokens`;
  const cost = cost_usd === null ? "cost not known" : costText(cost_usd);
  return [took, writer, calls, tokens, cost].filter(Boolean).join(" · ");
}

/** "2 other wordings · 1,800 tokens · $0.008"; "" where nobody asked for any. */
export function wordingsText({ asked, tokens, cost_usd, unpriced }: WordingSums): string {
  if (asked === 0) return "";
  const rest = unpriced > 0 ? `${unpriced} of unknown cost` : "";
  const cost = cost_usd > 0 || unpriced === 0 ? smallText(cost_usd) : "";
  const told = `${asked} other ${asked === 1 ? "wording" : "wordings"}`;
  return [told, tokens > 0 ? `${tokens.toLocaleString("en")} tokens` : "", cost, rest].filter(Boolean).join(" · ");
}

/** Names what the rules wrote, for a line that has no room for the reason. */
export function degradedTitle({ reason }: Pick<Degraded, "reason">): string {
  return reason.startsWith("The rules wrote this text.")
    ? "Written by the rules instead of the model"
    : "Partly written by the rules";
}

/** Why the text is not what was asked for, and the last things that were tried before. The reason is a whole sentence by itself. */
export function degradedText({ reason, tried }: Degraded): string {
  const others = tried.filter((one) => !reason.includes(one)).map(shortened);
  if (others.length === 0) return reason;
  const more = others.length > MOST_TRIED ? ` · and ${others.length - MOST_TRIED} more` : "";
  return `${reason} Tried before: ${others.slice(0, MOST_TRIED).join(" · ")}${more}.`;
}

function shortened(text: string): string {
  return text.length > MOST_CHARS ? `${text.slice(0, MOST_CHARS - 1)}…` : text.replace(/\.$/, "");
}
