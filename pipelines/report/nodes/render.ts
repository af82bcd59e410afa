import type { RunnableConfig } from "@langchain/core/runnables";
import type { Degraded } from "../../../webhooks/contract/events.ts";
import { sectionsOf } from "../prompts.ts";
import { renderReport } from "../../text/render.ts";
import type { State } from "../state.ts";
import { placeOf, type Tools } from "../tools.ts";

/** report → markdown; links, authors and counts come from the evidence. Also what did not go as asked for, in words. */
export function render({ recorder, spec }: Tools) {
  return (state: State, config: RunnableConfig): Promise<Partial<State>> =>
    recorder.node<Partial<State>>("render", placeOf(config), async () => {
      const { parameters, report, evidence, drafts } = state;
      const sections = sectionsOf(spec.prompts, parameters.analysis_type);
      const markdown = renderReport(report, evidence, parameters.sources, sections);
      const wrap_ups = drafts.flatMap(({ title, wrap_up }) =>
        wrap_up ? [`Reading for ${title} ended early: ${wrap_up}.`] : [],
      );
      const detail = `${markdown.length.toLocaleString("en")} characters`;
      return { result: { markdown, wrap_ups, degraded: degradedOf(state) }, detail };
    });
}

function degradedOf({ drafts, lead }: State): Degraded | null {
  const lost = drafts.filter(({ phase }) => phase === "given_up");
  const isLeadLost = lead?.phase === "given_up";
  if (lost.length === 0 && !isLeadLost) return null;
  const tried = [...new Set([...lost, ...(isLeadLost ? [lead] : [])].flatMap((draft) => draft.tried))];
  const why = lost[0]?.tried.at(-1) ?? lead?.tried.at(-1) ?? "";
  const what =
    lost.length === drafts.length
      ? "The rules wrote this text."
      : lost.length > 0
        ? `The rules wrote ${lost.length} of ${drafts.length} parts (${lost.map(({ title }) => title).join("; ")}).`
        : "The rules wrote the opening.";
  return { reason: `${what} ${why}`.trim(), tried: tried.filter((one) => one !== why) };
}
