import { findArtifact } from "../../db/pipelines/artifacts.ts";
import { listServedModels, listToldCalls, type ToldCall } from "../../db/pipelines/told-calls.ts";
import { findVersion } from "../../db/pipelines/templates.ts";
import type { Db, Run } from "../../db/pipelines/tables.ts";
import { evidenceArtifact, reportArtifact } from "../../webhooks/contract/artifacts.ts";
import { canonicalJson, digestOf, sha256 } from "../../webhooks/contract/digest.ts";
import type { LineageThread, RunLineage } from "../../webhooks/contract/lineage.ts";
import { citation, splitCitations } from "../../webhooks/contract/report-text.ts";
import type { Deps } from "../deps.ts";
import { callShown } from "../recording/call-shown.ts";
import { specification } from "../templates/specification.ts";
import type { z } from "zod";

type Evidence = z.infer<typeof evidenceArtifact>;
type Written = z.infer<typeof reportArtifact>;

/** What a run was made of, each part by its digest, and the way of these pull requests through it. */
export async function runLineageOf({ db }: Pick<Deps, "db">, run: Run, prs: readonly string[]): Promise<RunLineage> {
  const [stored, served, written] = await Promise.all([
    findVersion(db, run.template_name, run.template_version),
    listServedModels(db, run.id),
    artifactOf(db, run.artifact_sha256),
  ]);
  const evidence = await artifactOf(db, run.evidence_sha256);
  const report = written === null ? null : reportArtifact.parse(written);
  const pulls = evidence === null ? [] : evidenceArtifact.parse(evidence);
  const spec = specification.pick({ prompts: true, skills: true }).safeParse(run.spec ?? stored?.spec).data;
  const timeframe = run.timeframe ?? run.parameters.date_range;
  return {
    run_id: run.id,
    request_id: run.request_id,
    state: run.state,
    started_at: run.started_at?.toISOString() ?? null,
    finished_at: run.finished_at?.toISOString() ?? null,
    template: {
      name: run.template_name,
      version: run.template_version,
      ref: run.template_ref,
      // A trial of a draft was written by what no version is.
      hash: run.spec === null ? (stored?.hash ?? null) : digestOf(run.spec),
    },
    code: { release: run.release, commit: run.commit, dirty: run.dirty },
    contract_hash: run.contract_hash,
    parameters_sha256: digestOf(run.parameters),
    model: { asked: run.parameters.llm_model, served },
    prompts: digested(spec?.prompts ?? {}),
    skills: digested(spec?.skills ?? {}),
    evidence:
      run.evidence_sha256 && timeframe
        ? {
            sha256: run.evidence_sha256,
            pull_requests: pulls.length,
            timeframe,
            coverage: run.metrics?.coverage ?? null,
          }
        : null,
    report:
      run.artifact_sha256 && report ? { sha256: run.artifact_sha256, markdown_sha256: sha256(report.markdown) } : null,
    threads: await threadsOf(db, run, prs, { pulls, report }),
  };
}

async function artifactOf(db: Db, digest: string | null): Promise<unknown> {
  const found = digest ? await findArtifact(db, digest) : undefined;
  return found ? (JSON.parse(found.body.toString("utf8")) as unknown) : null;
}

const digested = (texts: Record<string, string>): Record<string, string> =>
  Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, sha256(text)]));

type Read = { pulls: Evidence; report: Written | null };

async function threadsOf(db: Db, run: Run, prs: readonly string[], read: Read): Promise<LineageThread[]> {
  const { sources } = run.parameters;
  if (prs.length === 0) return [];
  const calls = await listToldCalls(db, run.id, {
    written: prs.map((pr) => inQuestion(citation(pr, sources))),
    labels: prs.map((pr) => citation(pr, sources)),
  });
  return prs.map((pr) => threadOf(pr, run, read, calls));
}

/** As a writer's line of evidence begins, in a question that was kept as JSON. */
function inQuestion(cited: string): string {
  return JSON.stringify(`{"pr":${JSON.stringify(cited)}`).slice(1, -1);
}

function threadOf(pr: string, run: Run, { pulls, report }: Read, calls: readonly ToldCall[]): LineageThread {
  const { sources } = run.parameters;
  const pull = pulls.find(({ ref }) => ref === pr);
  const at = report?.report.items.findIndex(({ prs }) => prs.includes(pr)) ?? -1;
  const item = report?.report.items[at];
  const written = inQuestion(citation(pr, sources));
  const mine = calls.filter(({ kind, label, input }) =>
    kind === "model"
      ? JSON.stringify(input).includes(written)
      : splitCitations(label, sources).some(({ ref }) => ref === pr),
  );
  return {
    pr,
    pull: pull
      ? {
          title: pull.title,
          url: pull.url,
          author: pull.author.login,
          merged_at: pull.merged_at,
          base_branch: pull.base_branch,
          merge_sha: pull.merge_sha,
          labels: pull.labels,
          paths: pull.files?.map(({ path }) => path) ?? [],
        }
      : null,
    line: report?.ledger.find((line) => line.pr === pr) ?? null,
    item: item ? { ...item, number: at + 1 } : null,
    group: report?.report.grouped.find(({ prs }) => prs.includes(pr))?.label ?? null,
    calls: mine.map(({ input, output, ...call }) => {
      const question = canonicalJson(input);
      return {
        ...callShown(call),
        question_sha256: sha256(question),
        question_bytes: Buffer.byteLength(question),
        answer_sha256: digestOf(output),
      };
    }),
  };
}
