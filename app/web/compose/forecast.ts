import { isRepoName } from "../../../webhooks/contract/github-names.ts";
import type { DateRange, ParametersInput } from "../../../webhooks/contract/parameters.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import type { BudgetAnswer, Estimate, ModelsAnswer } from "../../../webhooks/contract/runs.ts";
import { isByReleases, releaseRangeOf } from "../../clock/chosen-range.ts";
import { resolveWindow } from "../../clock/chosen-window.ts";
import { soon } from "../../soon.ts";
import { windowIn, type BriefForm } from "../../updates/brief-form.ts";
import { alreadyAnnounced } from "../../updates/already-announced.ts";
import { writerOf } from "../../updates/offered.ts";
import { OTHER_REPOSITORY } from "./brief-fields.ts";
import { costView, type Counted, type CostView } from "../cost/cost-view.ts";
import { evidenceView, type EvidenceView } from "./evidence-view.ts";
import type { WebDeps } from "../page/page.ts";

/** What a form asks for, as far as it can be read. */
type Asked = { form: BriefForm; lastUntil: Date | null; shown?: DateRange | null };

/** Whose list it is: what was told before is said on its rows. */
type For = { team_id: string; profile_id: string | null };

/** What such a run would read. Whatever goes wrong is said in the panel; the form stays usable. */
export async function evidenceFor(
  deps: WebDeps,
  { form, lastUntil }: Asked,
  evidenceId: string,
  reader: For,
): Promise<EvidenceView> {
  if (!isReadable(form)) return { kind: "incomplete", lacks: "repository" };
  if (form.preset === "tags" && !(form.from_tag && form.to_tag)) return { kind: "incomplete", lacks: "tags" };
  try {
    const asked = { sources: form.sources, ...kindOf(form), ...timeOf(deps, { form, lastUntil }) };
    const answer = evidenceId ? await deps.pipelines.evidenceById(evidenceId) : await deps.pipelines.evidence(asked);
    if (answer.status === "reading") return { kind: "reading", id: answer.id };
    const refs = answer.preview.pull_requests.map(({ ref }) => ref);
    const channel_id = form.channel;
    return evidenceView(answer.preview, form.ignored_prs, {
      announced: await alreadyAnnounced(deps.db, { ...reader, channel_id }, refs),
      severalSources: form.sources.length > 1,
      toCome: form.analysis_type === TO_COME,
      now: deps.clock(),
    });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return { kind: "problem", message: error.message, remedy: error.remedy, retry: error.code !== "invalid" };
  }
}

const TO_COME = "whats_next";

/** What is read besides what was merged. */
function kindOf({ analysis_type, show_released }: BriefForm): Partial<ParametersInput> {
  return {
    ...(analysis_type === TO_COME && { analysis_type }),
    ...(show_released !== "" && { show_released: true }),
  };
}

function timeOf({ clock }: WebDeps, { form, lastUntil, shown }: Asked): Pick<ParametersInput, "date_range" | "range"> {
  const choice = windowIn(form);
  if (isByReleases(choice)) return { range: releaseRangeOf(choice, form.time_zone) };
  return { date_range: resolveWindow(choice, form.time_zone, clock(), { lastUntil, shown }) };
}

/** What it would cost, and what was spent; what does not come soon is drawn as not known. */
export async function costFor(
  deps: WebDeps,
  asked: Asked,
  counted: Counted | null,
  around: { offered: ModelsAnswer | null; budget: Promise<BudgetAnswer | null> },
): Promise<CostView> {
  const { llm_model } = asked.form;
  const free = !counted?.included || writerOf(llm_model, around.offered) === "rules";
  const [budget, estimate] = await Promise.all([
    around.budget,
    free ? null : soon(deps, "the estimate", () => estimateOf(deps, asked, counted.included)),
  ]);
  return costView(llm_model, counted, { offered: around.offered, budget, estimate });
}

/** A page that the browser completes by itself hardly waits. */
const GLANCE_MS = 250;

/** Begins to ask for it, so that it is there when it is needed. @param patiently Else the page is drawn without. */
export function askBudget(deps: WebDeps, patiently: boolean): Promise<BudgetAnswer | null> {
  return soon(deps, "the budget", () => deps.pipelines.budget(), patiently ? undefined : GLANCE_MS);
}

async function estimateOf(deps: WebDeps, asked: Asked, pulls: number): Promise<Estimate | null> {
  const { form } = asked;
  const parameters: ParametersInput = {
    sources: form.sources,
    llm_model: form.llm_model,
    max_iterations: Number(form.max_iterations),
    ...timeOf(deps, asked),
  };
  return (await deps.pipelines.validate(parameters, pulls)).estimate;
}

const isReadable = ({ sources }: BriefForm): boolean =>
  sources.every(({ repo }) => isRepoName(repo) && repo !== OTHER_REPOSITORY);
