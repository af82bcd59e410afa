import type { z } from "zod";
import { checkReport } from "../../pipelines/checks/check-report.ts";
import { checkText } from "../../pipelines/checks/check-text.ts";
import { writtenLead, writtenShare } from "../../pipelines/report/agent/answer.ts";
import { readWritten } from "../../pipelines/report/agent/read-answer.ts";
import { beginDraft, type Draft } from "../../pipelines/report/agent/draft.ts";
import { leadForm, shareForm } from "../../pipelines/report/agent/form.ts";
import { mendShare } from "../../pipelines/report/agent/mend.ts";
import { itemsOf, mergeReport, pullsOf } from "../../pipelines/report/agent/merge.ts";
import {
  briefOf,
  instructionsOf,
  leadMessages,
  shareMessages,
  writeMessage,
} from "../../pipelines/report/agent/prompt.ts";
import { sharesOf } from "../../pipelines/report/agent/share.ts";
import { readAnalysisType } from "../../pipelines/templates/prompts.ts";
import { spec } from "../../pipelines/report/what-shipped.ts";
import { planReport } from "../../pipelines/text/plan/plan.ts";
import { peopleOf } from "../../pipelines/text/plan/people.ts";
import { ledgerOf } from "../../pipelines/text/ledger.ts";
import { renderReport } from "../../pipelines/text/render.ts";
import { sectionsOf } from "../../pipelines/text/sections.ts";
import type { PullRequest } from "../../webhooks/contract/evidence.ts";
import { type DateRange, type ParametersInput, parameters as schema } from "../../webhooks/contract/parameters.ts";
import { NONCE, type TestModel } from "./demo-model.ts";

type Wanted = { pulls: PullRequest[]; window: DateRange; everything?: boolean } & Pick<
  Partial<ParametersInput>,
  "tone" | "analysis_type" | "custom_prompt"
>;

/** Dependencies, docs and the like in items of their own, too. */
const EVERYTHING = { dependencies: "cite", releases: "cite", docs: "cite", internal: "cite", max_items: 24 } as const;

/** An update as the pipeline makes it of the demo model's first answers, without a repair, and what the checks find in it. */
export async function recordedUpdate(model: TestModel, { pulls, window, everything = false, ...asked }: Wanted) {
  const branches = new Map(pulls.map(({ repo, base_branch }) => [repo, base_branch]));
  const parameters = schema.parse({
    sources: [...branches].map(([repo, base_branch]) => ({ repo, base_branch })),
    llm_model: "demo-writer",
    ...asked,
  });
  const { sources, analysis_type } = parameters;
  const policy = everything ? { ...spec.policy, ...EVERYTHING } : spec.policy;
  const plan = planReport({ pull_requests: pulls, ignored: [], policy, analysis_type, sources, window });
  const brief = briefOf({ parameters, window, nonce: NONCE }, spec);
  const { sections } = readAnalysisType(spec.prompts, analysis_type);
  const shares = sharesOf(plan, spec.limits, sources);
  const kinds = sections.map(([kind]) => kind);
  const drafts = await Promise.all(
    shares.map(async (share) => {
      const { id, title } = share;
      const messages = shareMessages(share, pullsOf(share, plan), brief, false);
      const question = writeMessage(
        { job: "share", rung: "json_schema", bounded: false },
        shareForm(kinds, share, sources),
        brief,
      );
      const written = await said(model, [...messages, question], writtenShare(kinds));
      const { answer, replaced, noted } = mendShare(written, { share, plan, sources, analysis_type });
      if (replaced.length + noted.length > 0) throw new Error(JSON.stringify([...replaced, ...noted]));
      return done({ job: "share", id, title, messages }, answer);
    }),
  );
  const items = itemsOf({ plan, shares, drafts });
  const counts = { pull_requests: pulls.length, people: peopleOf(pulls).length, items: items.length };
  const question = writeMessage(
    { job: "lead", rung: "json_schema", bounded: false },
    leadForm(items.length, false),
    brief,
  );
  const messages = [...leadMessages(items, counts, brief), question];
  const opening = shares.length === 0 ? null : await said(model, messages, writtenLead);
  const lead = opening && done({ job: "lead", id: "lead", title: "the opening", messages }, opening);
  const report = mergeReport({ plan, shares, drafts, lead, sources, window, analysis_type });
  const prompts = instructionsOf({ ...spec, parameters });
  const facts = {
    evidence: pulls,
    sources,
    ledger: ledgerOf(report, pulls, plan.planned, []),
    by: "agent" as const,
    window,
    prompts,
    nonce: NONCE,
  };
  const markdown = renderReport(report, pulls, sources, sectionsOf([], sections));
  return { report, opening, markdown, findings: [...checkReport(report, facts), ...checkText(markdown, facts)] };
}

type Asked = Parameters<TestModel["client"]["chat"]["completions"]["create"]>[0]["messages"];

async function said<S extends z.ZodObject>(model: TestModel, messages: object[], form: S): Promise<z.infer<S>> {
  const { choices } = await model.client.chat.completions.create({
    model: "demo-writer",
    // Safe: systems and users alone speak in them.
    messages: messages as Asked,
    response_format: { type: "json_object" },
  });
  const message = choices[0]?.message;
  const read = readWritten(message?.content ?? "", "json_object", NONCE, form);
  if (!read.ok) throw new Error(message?.refusal ?? read.faults.join("\n"));
  return read.answer;
}

function done<Answer>(of: Pick<Draft, "job" | "id" | "title" | "messages">, answer: Answer): Draft<Answer> {
  const begun = beginDraft<Answer>({
    ...of,
    rung: "json_object",
    bounded: false,
    answer_tokens: 1,
    tries_left: 1,
    reads: false,
  });
  return { ...begun, phase: "done", answer };
}
