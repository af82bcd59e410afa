import { continueFrom, inSpan } from "../../base/tracing.ts";
import type { Span } from "../../base/tracing/span.ts";
import type { Run } from "../../db/pipelines/tables.ts";
import type { Deps } from "../deps.ts";
import { inCallSpan, providerName, type AskedServer } from "./call-span.ts";
import type { RecordedCall, Recorder } from "./recording.ts";

/** One attempt at a run, in the trace of whoever asked for it. */
export function inRunSpan(deps: Deps, run: Run, work: (span: Span) => Promise<void>): Promise<void> {
  const { template_name, template_version, parameters } = run;
  const isModels = parameters.llm_model !== "rules";
  const about = {
    "gen_ai.operation.name": "invoke_agent",
    "gen_ai.agent.name": template_name,
    "gen_ai.agent.version": String(template_version),
    "gen_ai.provider.name": isModels ? providerName(deps.settings.provider) : null,
    "gen_ai.request.model": isModels ? parameters.llm_model : null,
    "pulse.run_id": run.id,
    "pulse.update_id": run.request_id,
    "pulse.attempt": run.attempt,
  };
  return continueFrom(run.traceparent, () => inSpan(`invoke_agent ${template_name}`, about, work));
}

/**
 * The same recorder, telling of each node and of each call that is really made; what is answered from the recording is a number
 * on its node.
 */
export function traced(recorder: Recorder, { settings: { models, provider } }: Deps): Recorder {
  const asked = models && { server: models.server, provider };
  return {
    ...recorder,
    node: (name, place, work) =>
      inSpan(name, { "pulse.node": name, "pulse.step": place.step }, async (span) => {
        const made = { calls: 0, replayed: 0 };
        const told = (call: RecordedCall) => tellingCall(call, asked, made);
        try {
          return await recorder.node(name, place, (call, lane) => work(told(call), (path) => told(lane(path))));
        } finally {
          span.set({ "pulse.calls": made.calls, "pulse.replayed": made.replayed });
        }
      }),
  };
}

function tellingCall(call: RecordedCall, asked: AskedServer, made: { calls: number; replayed: number }): RecordedCall {
  return async (input, live) => {
    let isLive = false;
    made.calls += 1;
    const output = await call(input, (signal) => {
      isLive = true;
      return inCallSpan(input, asked, () => live(signal));
    });
    if (!isLive) made.replayed += 1;
    return output;
  };
}
