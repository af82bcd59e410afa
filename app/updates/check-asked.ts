import { rangeOfBrief } from "../clock/chosen-range.ts";
import type { Deps } from "../deps.ts";
import { checkBrief, type BriefForm, type CheckedBrief, type FieldErrors, type Surroundings } from "./brief-form.ts";
import { sourceFaults, type AskedSource } from "./source-faults.ts";

/**
 * A form read whole, and GitHub asked for its repositories and branches: what is wrong of either, by field. Where GitHub cannot be asked
 * soon enough the form counts as it is, and the run finds out.
 */
export async function checkAsked(
  deps: Pick<Deps, "pipelines" | "log">,
  form: BriefForm,
  around: Surroundings,
): Promise<CheckedBrief> {
  const read = checkBrief(form, around);
  const asked = read.ok ? read.brief.sources : form.sources.filter(({ repo }) => /^[^/\s]+\/[^/\s]+$/.test(repo));
  const found = await sourceFaults(deps, asked, read.ok ? rangeOfBrief(read.brief) : undefined);
  if (found.length === 0) return read;
  const errors: FieldErrors = {};
  for (const { path, message, fix } of found) errors[placeIn(form, asked, path)] ??= `${message} ${fix}`;
  return { ok: false, errors: { ...errors, ...(read.ok ? {} : read.errors) } };
}

/** Fields that were left empty were not asked for. */
function placeIn(form: BriefForm, asked: readonly AskedSource[], path: string): string {
  return path.replace(/\d+/, (at) => {
    const one = asked[Number(at)];
    const index = form.sources.findIndex((other) => one && other.repo === one.repo && sameBranch(other, one));
    return String(index < 0 ? Number(at) : index);
  });
}

const sameBranch = (typed: AskedSource, read: AskedSource): boolean =>
  typed.base_branch === read.base_branch || typed.base_branch === "";
