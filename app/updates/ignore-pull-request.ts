import { insertDecision } from "../../db/app/decisions.ts";
import { findGeneration } from "../../db/app/generations.ts";
import { findRevision } from "../../db/app/revisions.ts";
import type { Update } from "../../db/app/tables.ts";
import { pullRequestRef } from "../../webhooks/contract/parameters.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor, Deps } from "../deps.ts";
import { permitted } from "../people/require-may.ts";
import { changeState, getLocked, requireState } from "./change-state.ts";
import { requireMayTo } from "./require-may.ts";
import { revise } from "./revise.ts";
import { generateAgain } from "./generate-again.ts";

/**
 * Takes a pull request out of an update in review: a new run writes it without. What somebody typed is kept as a revision first, and
 * what was asked of the last run is asked of the new one, too.
 *
 * @param said `owner/repo#n`, or `#n` where the update has one repository.
 * @throws {Problem} `invalid` for what the update does not tell of, `conflict` when it is not in review, or leaves it out already.
 */
export async function ignorePullRequest(
  deps: Deps,
  actor: Actor,
  id: string,
  said: string,
): Promise<{ update: Update; pr: string }> {
  return permitted(deps.db, async (tx) => {
    const locked = await getLocked(tx, actor, id);
    await requireState(tx, actor, locked, ["in_review"]);
    await requireMayTo(tx, deps, actor, "request_changes", locked);
    const pr = refIn(locked, said);
    const { working_copy: markdown, revision: base_revision } = locked;
    const kept = markdown ? (await revise(tx, deps, actor, locked, { markdown, base_revision })).update : locked;
    const { revision, channel, generation } = kept;
    const digest = (await findRevision(tx, id, revision))?.digest ?? "";
    const asked = (await findGeneration(tx, id, generation))?.parameters.feedback;
    await insertDecision(tx, {
      update_id: id,
      kind: "request_changes",
      revision,
      digest,
      channel,
      parts_digest: "",
      person_id: actor.id ?? kept.created_by,
      reason: `Leave out ${pr}.`,
      reasons: [],
    });
    const back = await changeState(tx, actor, id, {
      from: ["in_review"],
      to: "changes_requested",
      action: "update.pull_request_ignored",
      detail: { pr, reason: `Leave out ${pr}.` },
      change: { review_requested_by: null, review_requested_at: null },
    });
    const brief = { ...back.brief, ignored_prs: [...back.brief.ignored_prs, pr] };
    return { update: await generateAgain(tx, deps, actor, back, brief, asked), pr };
  });
}

/** The pull request that is meant, as the update's evidence names it. */
function refIn({ brief, ledger }: Update, said: string): string {
  const [only, ...others] = brief.sources;
  if (said.startsWith("#") && others.length > 0) {
    const repos = brief.sources.map(({ repo }) => `${repo}${said}`).join(" or ");
    throw new Problem("invalid", `This update reads ${brief.sources.length} repositories.`, `Say ${repos}.`);
  }
  const wanted = (said.startsWith("#") ? `${only?.repo ?? ""}${said}` : said).toLowerCase();
  if (!pullRequestRef.safeParse(wanted).success) {
    throw new Problem("invalid", `“${said}” is no pull request.`, "Write it as #123 or owner/repo#123.");
  }
  if (brief.ignored_prs.some((one) => one.toLowerCase() === wanted)) {
    throw new Problem("conflict", `${said} is left out already.`, "Look at the draft: it does not tell of it.");
  }
  const line = ledger.find(({ pr }) => pr.toLowerCase() === wanted);
  if (line) return line.pr;
  throw new Problem("invalid", `${said} is not among what this update read.`, "Look at its evidence in the browser.");
}
