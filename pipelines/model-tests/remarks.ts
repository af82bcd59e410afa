import type { Replaced } from "../../webhooks/contract/events.ts";
import { isOtherModel } from "../../webhooks/contract/served-model.ts";
import type { State } from "../report/state.ts";
import { counted } from "../words.ts";
import type { MadeCall } from "./test-recorder.ts";
import { listed } from "../../base/listed.ts";

/** How the little job ended, and what it took. */
export type LittleJob = Pick<State, "drafts" | "lead" | "repair_rounds"> & { made: readonly MadeCall[]; model: string };

/** What is worth knowing of a model that wrote, a sentence each. */
export function remarks(job: LittleJob): string[] {
  const { drafts, lead, made, model, repair_rounds = 0 } = job;
  const [draft] = drafts;
  return [
    ...lookUps(made),
    ...(draft?.rung === "json_schema" ? (draft.bounded ? [] : [NO_BOUNDS]) : []),
    ...(draft?.rung === "json_object" ? [NO_SCHEMA] : []),
    ...(draft?.rung === "text" ? [MARKS] : []),
    ...(lead?.answer?.intro ? [] : [noOpening(lead)]),
    ...(repair_rounds > 0 ? [`Was asked ${counted(repair_rounds, "time")} to mend what the checks found.`] : []),
    ...drafts.flatMap(({ replaced }) => replaced).map(byRules),
    ...taughtBy(made),
    ...useless(job),
    ...troubles(made),
    ...servedBy(made, model),
    ...(made.some(({ answer }) => answer?.usage.estimated) ? [ESTIMATED] : []),
  ];
}

const NO_BOUNDS = "Its server takes a schema without lengths and counts.";
const NO_SCHEMA = "Its server holds answers to no schema: they are read as plain JSON.";
const MARKS = "Its server holds answers to no form: they are read between marks.";
const ESTIMATED = "Its server does not count tokens, so they are estimated.";

function lookUps(made: readonly MadeCall[]): string[] {
  if (made.some(({ answer }) => answer?.outcome === "called_tools")) return [];
  const reading = made.filter(({ label }) => label.startsWith("reading"));
  // Where a server is known to take no tools, none are offered.
  const refused = reading.length === 0 || reading.some(({ answer }) => answer?.problem?.kind === "unsupported");
  return [
    refused
      ? "Does not look anything up: writes from titles and descriptions."
      : "Looked nothing up: it wrote from titles and descriptions.",
  ];
}

function noOpening(lead: LittleJob["lead"]): string {
  const because = lead?.replaced[0]?.because ?? lead?.tried.at(-1);
  return because ? `No opening: ${because}` : "Wrote no opening.";
}

function byRules({ what, prs, because }: Replaced): string {
  return `The rules ${DID[what]} of ${listed(prs.map((ref) => ref.slice(ref.indexOf("#"))))}: ${because}`;
}

const DID = {
  sentence: "wrote the line",
  section: "chose the section",
  label: "named the group",
  opening: "left out the opening",
};

/** Refusals that say how a server wants to be asked. */
function taughtBy(made: readonly MadeCall[]): string[] {
  const failed = made.filter(({ answer }) => answer?.outcome === "failed").length;
  const reshaped = retriesOf(made).filter(({ waited_ms }) => waited_ms === 0).length;
  const calls = failed + reshaped;
  if (calls === 0) return [];
  return [`Finding out how to ask took ${counted(calls, "call")} more. Updates are spared what is remembered.`];
}

function useless({ drafts, lead }: LittleJob): string[] {
  const answers = [...drafts, ...(lead ? [lead] : [])].reduce((sum, { slips, cuts }) => sum + slips + cuts, 0);
  if (answers === 0) return [];
  return [`${counted(answers, "answer")} could not be used, and ${answers === 1 ? "was" : "were"} asked for again.`];
}

function troubles(made: readonly MadeCall[]): string[] {
  const waited = retriesOf(made).filter(({ waited_ms }) => waited_ms > 0);
  const [first] = waited;
  return first ? [`Its server was asked ${counted(waited.length, "time")} again: ${first.reason}`] : [];
}

const retriesOf = (made: readonly MadeCall[]) => made.flatMap(({ answer }) => answer?.retries ?? []);

function servedBy(made: readonly MadeCall[], model: string): string[] {
  const others = made.flatMap(({ answer }) =>
    answer && answer.outcome !== "failed" && isOtherModel(model, answer.served_by) ? [answer.served_by] : [],
  );
  return others.length === 0 ? [] : [`The server says that ${listed([...new Set(others)])} answered, not ${model}.`];
}
