import { randomBytes } from "node:crypto";
import type { RunnableConfig } from "@langchain/core/runnables";
import { beginShares } from "../agent/begin-shares.ts";
import type { KnownModel } from "../../models/known-model.ts";
import { serverOf } from "../agent/known-server.ts";
import { briefOf } from "../agent/prompt.ts";
import { planReport, type Plan } from "../../text/plan/plan.ts";
import { counted } from "../../words.ts";
import type { State } from "../state.ts";
import { placeOf, type Tools } from "../tools.ts";
import type { RecordedCall } from "../../recording/recording.ts";

/** evidence, policy → plan: what is told, grouped, left out, and what cancels out; with a model also its shares and their beginnings. */
export function plan(tools: Tools) {
  return ({ parameters, evidence, policy, window }: State, config: RunnableConfig): Promise<Partial<State>> =>
    tools.recorder.node<Partial<State>>("plan", placeOf(config), async (call) => {
      const { sources, analysis_type, ignored_prs: ignored, announced, llm_model } = parameters;
      const planned = planReport({
        pull_requests: evidence,
        ignored,
        announced,
        policy,
        analysis_type,
        sources,
        window,
      });
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
  const brief = briefOf({ parameters, window, nonce }, spec);
  return { ...beginShares(plan, brief, serverOf(known, llm_model), { spec }), nonce };
}

const NOTHING_KNOWN: KnownModel = { tools: null, format: null, bounds: null, shape: null, window: null };
