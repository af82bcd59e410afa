import type { RunnableConfig } from "@langchain/core/runnables";
import type { Degraded, Replaced } from "../../../webhooks/contract/events.ts";
import { modelsItems } from "../agent/merge.ts";
import { DOUBTED } from "../agent/trust.ts";
import { notFollowed } from "../agent/not-followed.ts";
import type { State } from "../state.ts";
import { placeOf, type Tools } from "../tools.ts";
import { reportText } from "./check.ts";

/** report → markdown; links, authors and counts come from the evidence. Also what did not go as asked for, in words. */
export function render(tools: Tools) {
  return (state: State, config: RunnableConfig): Promise<Partial<State>> =>
    tools.recorder.node<Partial<State>>("render", placeOf(config), async () => {
      const markdown = reportText(state, tools);
      const wrap_ups = state.drafts.flatMap(({ title, wrap_up }) =>
        wrap_up ? [`Reading for ${title} ended early: ${wrap_up}.`] : [],
      );
      const detail = `${markdown.length.toLocaleString("en")} characters`;
      const told = { replaced: replacedIn(state), degraded: degradedOf(state), not_followed: notFollowed(state) };
      return { result: { markdown, wrap_ups, ...told }, detail };
    });
}

/** Of so many an update says each by itself; the ledger has all of them. */
const MOST_REPLACED = 200;

function replacedIn({ drafts, lead }: State): Replaced[] {
  return [...(lead ? [lead] : []), ...drafts].flatMap(({ replaced }) => replaced).slice(0, MOST_REPLACED);
}

/** A text is degraded where no sentence of a model is left in it, or a part that no model wrote. Single lines are not worth the word. */
function degradedOf({ drafts, lead }: State): Degraded | null {
  const lost = drafts.filter(({ phase }) => phase === "given_up");
  const marks = drafts.flatMap(({ replaced }) => replaced).filter(({ what }) => what === "sentence");
  const isWhole = (lost.length > 0 || marks.length > 0) && modelsItems(drafts).length === 0;
  const isLeadLost = lead?.phase === "given_up";
  if (!isWhole && lost.length === 0 && !isLeadLost) return null;
  const tried = [...new Set([...lost, ...(isLeadLost ? [lead] : [])].flatMap((draft) => draft.tried))];
  const unsound = marks.some(({ because }) => because === DOUBTED) ? UNSURE : UNSOUND;
  const [why = lead?.tried.at(-1) ?? ""] =
    lost.length > 0 ? lost.map((draft) => draft.tried.at(-1) ?? "") : isWhole ? [`${unsound} ${OTHER_MODEL}`] : [];
  const parts = `The rules wrote ${lost.length} of ${drafts.length} parts (${lost.map(({ title }) => title).join("; ")}).`;
  const what = isWhole ? "The rules wrote this text." : lost.length > 0 ? parts : "The rules wrote the opening.";
  return { reason: `${what} ${why}`.trim(), tried: tried.filter((one) => one !== why) };
}

const UNSOUND = "The model wrote no sentence that was right about its pull request.";
const UNSURE = "Most of what the model wrote was not right about its pull requests, and nothing was surely so.";
const OTHER_MODEL = "Choose another model to write it again, or edit the text as it stands.";
