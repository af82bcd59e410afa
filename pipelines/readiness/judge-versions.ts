import { findSeenTools, keepSeenTools, findReadiness, putReadiness } from "../../db/pipelines/readiness.ts";
import { findVersion, listVersions } from "../../db/pipelines/templates.ts";
import type { TemplateVersion } from "../../db/pipelines/tables.ts";
import type { RunCheck, VersionReadiness } from "../../webhooks/contract/readiness.ts";
import type { Deps } from "../deps.ts";
import { JUDGE_VERSIONS } from "../job-names.ts";
import type { OfferedTools } from "../github/client.ts";
import { TOOLS_OF_OTHERS } from "../github/offered.ts";
import type { ToldModels } from "../models/ask-models.ts";
import { specification } from "../templates/specification.ts";
import { modelOf } from "../templates/validate.ts";
import { versionFacts } from "./facts-of.ts";
import { LATE, judgeGithub, judgeModel, judgeSecrets, judgeTools } from "./judge-outside.ts";
import { judgeVersion } from "./judge-version.ts";
import { askGithub, askServer, askTools, plainly, type FromOutside } from "./told.ts";

/**
 * One version, or where none is named, all of them. `by` absent: the clock, whose jobs say nothing. `again`: a minute after somebody
 * outside did not answer; `still`: a minute after that, and so on.
 */
export type JudgeJob = { by?: "start" | "publishing" | "again" | "still"; name?: string; version?: number };

/** So many of the newest: whoever has more has old ones that nothing names. */
const MOST_VERSIONS = 200;
const SPREAD_S = 120;
/** What failed may have passed by then. */
const AGAIN_S = 60;

/** Job: asks outside once, and judges by that each published version. */
export async function judgeVersions(deps: Deps, { name, version, by }: JudgeJob): Promise<void> {
  // Not in the very second in which every installation looks.
  if (by === undefined) {
    const startAfterS = Math.floor(Math.random() * SPREAD_S);
    await deps.jobs.send(null, JUDGE_VERSIONS, { by: "start" } satisfies JudgeJob, { startAfterS });
    return;
  }
  const versions = await versionsOf(deps, name, version);
  if (versions.length === 0) return;
  const outside = await lookOutside(deps);
  // Whoever does not answer in the second of a start may be about to be there: said is what lasts a minute, once.
  const isTold = isTrouble(outside) ? by === "again" : by !== "still";
  for (const one of versions) await judgeOne(deps, one, { outside, isTold });
  if (isTrouble(outside)) {
    const again = { startAfterS: AGAIN_S, key: "again" };
    const next = by === "again" || by === "still" ? "still" : "again";
    await deps.jobs.send(null, JUDGE_VERSIONS, { by: next } satisfies JudgeJob, again);
  }
}

async function versionsOf({ db }: Deps, name?: string, version?: number): Promise<TemplateVersion[]> {
  if (name === undefined || version === undefined) {
    const all = await listVersions(db);
    return all.toSorted((a, b) => b.created_at.getTime() - a.created_at.getTime()).slice(0, MOST_VERSIONS);
  }
  const one = await findVersion(db, name, version);
  return one ? [one] : [];
}

type Outside = { tools: FromOutside<OfferedTools>; github: FromOutside<true | null>; models: ToldModels | null };

async function lookOutside(deps: Deps): Promise<Outside> {
  const [tools, github, models] = await Promise.all([
    askTools(deps, plainly),
    askGithub(deps, plainly),
    askServer(deps, plainly),
  ]);
  return { tools, github, models };
}

function isTrouble({ tools, github, models }: Outside): boolean {
  return "failure" in tools || "failure" in github || models?.state === "silent" || models?.state === "trouble";
}

type Look = { outside: Outside; isTold: boolean };

async function judgeOne(deps: Deps, stored: TemplateVersion, { outside, isTold }: Look): Promise<void> {
  const { db, clock, settings, log } = deps;
  const { name, version } = stored;
  const spec = specification.safeParse(stored.spec).data;
  const checks = [
    ...judgeVersion(await versionFacts(deps, stored)),
    judgeTools(outside.tools, await pinnedOf(deps, stored, outside.tools)),
    judgeGithub(outside.github, settings),
    judgeSecrets(settings),
    ...(spec ? [judgeModel(modelOf({ llm_model: "default" }, settings, spec), outside.models, settings)] : []),
  ];
  const before = await findReadiness(db, { name, version });
  const state = stateOf(checks);
  await putReadiness(db, { name, version }, { state, reasons: checks.filter(({ ok }) => ok !== true) }, clock());
  if (state === "ready") await rememberTools(deps, stored, outside.tools);
  const isNews = before?.state !== state || isTrouble(outside);
  if (state === "not_ready" && isTold && isNews) {
    const reasons = checks.filter(({ ok }) => ok === false).map(({ message }) => message);
    log.warn({ template: name, version, reasons }, "a version is not ready");
  }
}

function stateOf(checks: readonly RunCheck[]): VersionReadiness["state"] {
  if (checks.some(({ ok }) => ok === false)) return "not_ready";
  return checks.some(({ code }) => code === LATE) ? "unknown" : "ready";
}

/** What the tools are held against: of our own server what the version pins, of another one what was seen when it was first ready. */
export async function pinnedOf(
  { db }: Pick<Deps, "db">,
  { name, version, spec }: Pick<TemplateVersion, "name" | "version"> & { spec: unknown },
  told: FromOutside<OfferedTools>,
): Promise<Readonly<Record<string, string>> | null> {
  if ("failure" in told) return null;
  const { own, server } = told.value;
  if (own) return specification.safeParse(spec).data?.tool_digests["github"] ?? null;
  return (await findSeenTools(db, { name, version, server })) ?? null;
}

async function rememberTools({ db, clock }: Deps, { name, version }: TemplateVersion, told: FromOutside<OfferedTools>) {
  if ("failure" in told || told.value.own) return;
  const { server, digests } = told.value;
  const used = Object.entries(digests).filter(([tool]) => TOOLS_OF_OTHERS.has(tool));
  await keepSeenTools(db, { name, version, server }, Object.fromEntries(used), clock());
}
