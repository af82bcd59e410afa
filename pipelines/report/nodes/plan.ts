import { randomBytes } from "node:crypto";
import type { RunnableConfig } from "@langchain/core/runnables";
import type { ShareAnswer } from "../agent/answer.ts";
import { beginDraft, type Draft } from "../agent/draft.ts";
import { pullsOf } from "../agent/merge.ts";
import type { Capabilities } from "../../models/chat.ts";
import { briefOf, shareMessages } from "../agent/prompt.ts";
import { sharesOf } from "../agent/share.ts";
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

async function writersOf(
  plan: Plan,
  { parameters, window }: Pick<State, "parameters" | "window">,
  { spec, model }: Tools,
  call: RecordedCall,
): Promise<Pick<State, "shares" | "drafts" | "nonce">> {
  const { sources, llm_model } = parameters;
  const nonce = await call({ kind: "chance", name: "nonce", input: null, label: "drawing this run's mark" }, async () =>
    randomBytes(8).toString("hex"),
  );
  const known = await call(
    { kind: "lookup", name: "capabilities", input: llm_model, label: `what ${llm_model} understands` },
    async () => (await model?.capabilities()) ?? { tools: null, format: null, bounds: null, shape: null },
  );
  const shares = sharesOf(plan, spec.limits, sources);
  const reads = known.tools !== false && shares.length <= spec.limits.shares_that_read;
  const brief = briefOf({ parameters, window, nonce }, spec.prompts);
  const drafts = shares.map((share): Draft<ShareAnswer> => {
    const messages = shareMessages(share, pullsOf(share, plan), brief, reads);
    const { answers: tries_left, answer_tokens } = spec.limits;
    const begin = { job: "share" as const, id: share.id, title: share.title, messages, answer_tokens, tries_left };
    return beginDraft({ ...begin, ...beginsWith(known), reads });
  });
  return { shares, drafts, nonce };
}
