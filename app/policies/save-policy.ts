import { isDeepStrictEqual } from "node:util";
import { insertPolicy } from "../../db/app/policies.ts";
import type { Tx } from "../../db/app/tables.ts";
import { type PolicyParts, policyParts } from "../../webhooks/contract/policy.ts";
import { parse, Problem } from "../../webhooks/contract/problem.ts";
import { windowText } from "../../webhooks/contract/window-text.ts";
import { listed } from "../../base/listed.ts";
import type { Actor, Deps } from "../deps.ts";
import { OWN_LIMITS } from "../limits.ts";
import { noteProfile } from "../profiles/note-profile.ts";
import { profileOf } from "../profiles/profile-of.ts";
import { permitted, requireMay } from "../people/require-may.ts";
import { type PolicyNews, policyNews } from "../../webhooks/contract/policy-news.ts";
import { type HeldPolicy, policyOf } from "./policy-of.ts";
import { emptied, previewForProfile } from "./preview-policy.ts";

type PolicyInput = {
  profile_id: string;
  /** The number of the policy that was changed: a newer one is not overwritten. */
  base: number;
  policy: unknown;
  /** Why, in the person's words. */
  why?: string;
  /** That an update of the last windows would have told nothing was seen. */
  even_if_empty?: boolean;
  /** What else is done when it is saved. */
  also?: (tx: Tx) => Promise<void>;
};

/** Of rules that came and went, in the audit trail. */
const MOST_NOTED = 20;

/**
 * Makes the next policy of a profile; the updates that are there keep the one that they were written under. Nothing is made where nothing
 * changes.
 *
 * @throws {Problem} `invalid` with one detail per fault, or one of the code `empties`; `conflict` when there is a newer one; `not_found`, `forbidden`.
 */
export async function savePolicy(deps: Deps, actor: Actor, input: PolicyInput): Promise<HeldPolicy> {
  const { profile_id, base, why = "", even_if_empty = false, also } = input;
  const policy = withoutEmpty(parse(policyParts, input.policy, "The policy", "Correct the marked rules."));
  const preview = await previewForProfile(deps, actor, { profile_id, policy });
  if (preview.faults.length > 0) {
    const [first] = preview.faults;
    throw new Problem("invalid", first?.message ?? "The policy cannot be kept.", first?.fix ?? "Change it.", {
      details: preview.faults,
    });
  }
  const empty = emptied(preview);
  if (empty.length > 0 && !even_if_empty) throw wouldEmpty(empty);
  return permitted(deps.db, async (tx) => {
    const profile = await profileOf(tx, actor, profile_id);
    await requireMay(tx, actor, "profile.save", { profile_id });
    const before = await policyOf(tx, profile_id);
    if (before.number !== base) throw newer(before);
    await also?.(tx);
    if (isDeepStrictEqual(before.policy, policy)) return before;
    const number = base + 1;
    await insert(tx, actor, {
      profile_id,
      number,
      policy,
      why: why.trim().slice(0, OWN_LIMITS.reason_chars),
      now: deps.clock(),
    });
    await noteProfile(tx, actor, "profile.policy_changed", profile, {
      policy: number,
      ...noted(policyNews(before.policy, policy)),
    });
    return { number, policy };
  });
}

type New = { profile_id: string; number: number; policy: PolicyParts; why: string; now: Date };

async function insert(tx: Tx, { id: made_by, team_id, surface }: Actor, { now: made_at, ...row }: New): Promise<void> {
  const made = await insertPolicy(tx, { ...row, team_id, made_by, surface, made_at });
  if (!made) throw newer(await policyOf(tx, row.profile_id));
}

function newer({ number }: HeldPolicy): Problem {
  const message = `Somebody else saved policy ${number} meanwhile.`;
  return new Problem("conflict", message, "Look at theirs, and put your changes in again.");
}

function wouldEmpty(windows: ReturnType<typeof emptied>): Problem {
  const [path, code, fix] = ["policy.rules", "empties", "Change a rule, or save it all the same."];
  const message = `With this policy ${listed(windows.map(({ timeframe }) => windowText(timeframe, "short")))} would tell nothing.`;
  return new Problem("invalid", message, fix, { details: [{ path, code, message, fix }] });
}

/** Lists that name nothing say nothing: so two policies that mean the same are the same. */
function withoutEmpty({ rules, sections, ...rest }: PolicyParts): PolicyParts {
  return { ...rest, ...(rules?.length && { rules }), ...(sections?.length && { sections }) };
}

/** For the trail. */
function noted({ added, removed, moved, beside }: PolicyNews): Record<string, unknown> {
  return {
    ...(added.length > 0 && { added: added.slice(0, MOST_NOTED) }),
    ...(removed.length > 0 && { removed: removed.slice(0, MOST_NOTED) }),
    ...(moved && { moved }),
    ...(beside.length > 0 && { beside }),
  };
}
