import type { RunnableConfig } from "@langchain/core/runnables";
import type { ToolCall } from "../../models/chat.ts";
import type { RecordedCall } from "../../recording/recording.ts";
import type { ShareAnswer } from "../agent/answer.ts";
import { boundsOf } from "../agent/bounds.ts";
import { dispatch, labelOf, meaningOf, type ToolOutcome } from "../agent/dispatch.ts";
import type { Draft } from "../agent/draft.ts";
import { hasRoomToLook } from "../agent/room.ts";
import { sideBySide } from "../agent/side-by-side.ts";
import { toolDefinitions } from "../agent/tools.ts";
import type { State } from "../state.ts";
import { placeOf, type Tools } from "../tools.ts";

/** Answers what the writers asked for, each call through the dispatcher: read-only, and only in the run's repositories. */
export function tools(deps: Tools) {
  return (state: State, config: RunnableConfig): Promise<Partial<State>> =>
    deps.recorder.node<Partial<State>>("tools", placeOf(config), async (_call, lane) => {
      const most = boundsOf(deps, state.parameters).tool_calls;
      const drafts = await sideBySide(state.drafts, deps.spec.limits.side_by_side, (draft) => {
        const asked = draft.pending.map((call) => meaningOf(call, state.parameters.sources));
        const noted = { ...draft, asked: [...draft.asked, ...asked] };
        return answered(noted, most, (call) => look(call, deps, state, lane(draft.id)));
      });
      const looked = drafts.reduce((sum, { used }) => sum + used.tool_calls, 0);
      return { result: { drafts }, detail: `${looked} looked up` };
    });
}

async function answered(
  draft: Draft<ShareAnswer>,
  most: number,
  lookUp: (asked: ToolCall) => Promise<ToolOutcome>,
): Promise<Draft<ShareAnswer>> {
  const messages = [...draft.messages];
  const read = { ...draft.read };
  let { tool_calls } = draft.used;
  for (const asked of draft.pending) {
    // Every call gets an answer, or the conversation is not valid.
    const mayLook = tool_calls < most && hasRoomToLook({ ...draft, messages }, toolDefinitions());
    const outcome = mayLook ? await lookUp(asked) : OUT_OF_LOOKS;
    if (mayLook) tool_calls += 1;
    messages.push({ role: "tool", tool_call_id: asked.id, content: outcome.content });
    if (outcome.outcome === "done") {
      for (const pr of outcome.prs) read[pr] = `${read[pr] ?? ""}\n${outcome.content}`;
    }
  }
  return { ...draft, messages, read, pending: [], used: { ...draft.used, tool_calls } };
}

const OUT_OF_LOOKS: ToolOutcome = {
  outcome: "denied",
  detail: "no more look-ups",
  prs: [],
  content: "There are no more look-ups for this text. Write with what you have.",
};

function look(
  asked: ToolCall,
  { github, spec }: Tools,
  { parameters }: State,
  call: RecordedCall,
): Promise<ToolOutcome> {
  const { sources } = parameters;
  const input = { name: asked.name, arguments: asked.arguments };
  const label = labelOf(asked, sources);
  const meter = ({ outcome }: ToolOutcome) => ({ outcome });
  return call({ kind: "tool", name: asked.name.slice(0, 60), input, label, meter, id: asked.id }, (signal) =>
    dispatch(asked, { github, sources, allowed: spec.tools }, signal),
  );
}
