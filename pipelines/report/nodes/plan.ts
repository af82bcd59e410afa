import { randomBytes } from "node:crypto";
import type { RunnableConfig } from "@langchain/core/runnables";
import { beginShares } from "../agent/begin-shares.ts";
import type { Draft } from "../agent/draft.ts";
import type { Capabilities } from "../../models/chat.ts";
import type { KnownModel } from "../../models/known-model.ts";
import { readShape } from "../../models/openai/shape.ts";
import { briefOf } from "../agent/prompt.ts";
import type { Room } from "../agent/room.ts";
import { planReport, type Plan } from "../../text/plan/plan.ts";
import { counted } from "../../words.ts";
import type { State } from "../state.ts";
import { placeOf, type Tools } from "../tools.ts";
import type { RecordedCall } from "../../recording/recording.ts";

/** evidence, policy → plan: what is told, grouped, left out, and what cancels out; with a model also its shares and their beginnings. */
export function plan(tools: Tools) {
  return ({ parameters, evidence, policy, window }: State, config: RunnableConfig): Promise<Partial<State>> =>
    tools.recorder.node<Partial<State>>("plan", placeOf(config), async (call) => {
      const { sources, analysis_type, ignored_prs: ignored, llm_model } = parameters;
      const planned = planReport({ pull_requests: evidence, ignored, policy, analysis_type, sources, window });
      const cited = planned.planned.filter(({ disposition }) => disposition === "cite").length;
      const detail = `${cited} to tell about, ${evidence.length - cited} beside`;
      if (llm_model === "rules") return { result: { plan: planned, shares: [], drafts: [] }, detail };
      const writers = await writersOf(planned, { parameters, window }, tools, call);
      const { length } = writers.shares;
      return {
        result: { plan: planned, ...writers },
        detail: `${detail}, ${counted(length, "writer")}`,
      };
    });
}

/** The strictest form that may do. A run that was recorded before there were bounds goes on without. */
function beginsWith({ format, bounds }: Partial<Capabilities>): Pick<Draft, "rung" | "bounded"> {
  const rung = format ?? "json_schema";
  return { rung, bounded: rung === "json_schema" && (bounds === true || bounds === null) };
}

/** Null: it was recorded before windows were known of. */
function roomOf({ window, tools, format, shape }: Partial<KnownModel>): Room | null {
  if (window === undefined) return null;
  const { thoughts } = readShape(shape);
  const thinks = thoughts === undefined ? null : thoughts === "some";
  return { window, thinks, tools: tools ?? null, known: Boolean(format) };
}

async function writersOf(
  plan: Plan,
  { parameters, window }: Pick<State, "parameters" | "window">,
  { spec, model }: Tools,
  call: RecordedCall,
): Promise<Pick<State, "shares" | "drafts" | "nonce">> {
  const { llm_model } = parameters;
  const nonce = await call({ kind: "chance", name: "nonce", input: null, label: "drawing this run's mark" }, async () =>
    randomBytes(8).toString("hex"),
  );
  const known = await call(
    { kind: "lookup", name: "capabilities", input: llm_model, label: `what ${llm_model} understands` },
    async () => (await model?.capabilities()) ?? NOTHING_KNOWN,
  );
  const brief = briefOf({ parameters, window, nonce }, spec.prompts);
  const server = { ...beginsWith(known), room: roomOf(known), tools: known.tools, model: llm_model };
  return { ...beginShares(plan, brief, server, { spec }), nonce };
}

const NOTHING_KNOWN: KnownModel = { tools: null, format: null, bounds: null, shape: null, window: null };
