import type { Profile } from "../../db/app/tables.ts";
import { Problem, type FieldProblem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import { soon } from "../soon.ts";
import { checkBrief, type BriefForm, type CheckedBrief, type FieldErrors, type Surroundings } from "./brief-form.ts";

type Asking = Pick<Deps, "pipelines" | "log">;

/** Somebody waits before a form; Slack waits for three seconds in all. */
const SOURCES_WITHIN_MS = 1_500;

/**
 * A form read whole, and GitHub asked for its repositories and branches: what is wrong of either, by field. Where GitHub cannot be asked
 * soon enough the form counts as it is, and the run finds out.
 */
export async function checkAsked(deps: Asking, form: BriefForm, around: Surroundings): Promise<CheckedBrief> {
  const read = checkBrief(form, around);
  const asked = read.ok ? read.brief.sources : form.sources.filter(({ repo }) => /^[^/\s]+\/[^/\s]+$/.test(repo));
  const found = await sourceFaults(deps, asked);
  if (found.length === 0) return read;
  const errors: FieldErrors = {};
  for (const { path, message, fix } of found) errors[placeIn(form, asked, path)] ??= `${message} ${fix}`;
  return { ok: false, errors: { ...errors, ...(read.ok ? {} : read.errors) } };
}

/**
 * The same for what a profile keeps, before it is used.
 *
 * @throws {Problem} `invalid` with one detail for each field.
 */
export async function requireSources(deps: Asking, { brief, name }: Pick<Profile, "brief" | "name">): Promise<void> {
  const details = await sourceFaults(deps, brief.sources);
  const [first] = details;
  if (!first) return;
  throw new Problem("invalid", first.message, `${first.fix} It stands in the profile “${name}”.`, { details });
}

type Sources = readonly { repo: string; base_branch: string }[];

/** What the pipelines say of the sources alone, at `sources.0.base_branch`; of anything else in a brief others judge. */
async function sourceFaults(deps: Asking, sources: Sources): Promise<FieldProblem[]> {
  if (sources.length === 0) return [];
  const named = sources.map(({ repo, base_branch }) => ({ repo, ...(base_branch && { base_branch }) }));
  const answer = await soon(
    deps,
    "what GitHub says of the sources",
    () => deps.pipelines.validate({ sources: named }),
    SOURCES_WITHIN_MS,
  );
  return (answer?.details ?? []).flatMap((detail) => {
    const [, path] = /^parameters\.(sources\.\d+\.(?:repo|base_branch))$/.exec(detail.path) ?? [];
    return path === undefined ? [] : [{ ...detail, path }];
  });
}

/** Fields that were left empty were not asked for. */
function placeIn(form: BriefForm, asked: Sources, path: string): string {
  return path.replace(/\d+/, (at) => {
    const one = asked[Number(at)];
    const index = form.sources.findIndex((other) => one && other.repo === one.repo && sameBranch(other, one));
    return String(index < 0 ? Number(at) : index);
  });
}

const sameBranch = (typed: Sources[number], read: Sources[number]): boolean =>
  typed.base_branch === read.base_branch || typed.base_branch === "";
