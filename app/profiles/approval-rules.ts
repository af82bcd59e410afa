import { isDeepStrictEqual } from "node:util";
import { z } from "zod";
import { listTeam } from "../../db/app/people.ts";
import type { ApprovalRules, Profile, Tx } from "../../db/app/tables.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor } from "../deps.ts";
import { OWN_LIMITS } from "../limits.ts";
import { repoName } from "../../webhooks/contract/github-names.ts";
import { LIMITS } from "../../webhooks/contract/limits.ts";
import { atLeast, DEFAULT_RULES, LEAST_ROLE } from "../people/policy.ts";
import { requireMay } from "../people/require-may.ts";

/** More people than read any one channel with care. */
const MAX_NAMED = 200;
/** Slack's have some ten characters; where it gave no list, a name was typed. */
const MAX_ID_CHARS = 80;

const shape = z.strictObject({
  approvers: z.union([z.enum(["anyone", "approvers"]), z.array(z.uuid()).max(MAX_NAMED)], {
    error: "Choose who approves.",
  }),
  author_may_approve: z.boolean(),
  deadline_hours: z
    .number({ error: "Give the hours as a number." })
    .positive("Give a time above zero.")
    .max(OWN_LIMITS.deadline_hours.most, `Give at most ${OWN_LIMITS.deadline_hours.most} hours.`)
    .nullable(),
  post_nothing: z.boolean(),
  wider: z
    .strictObject({ channel_id: z.string().max(MAX_ID_CHARS), repos: z.array(repoName).max(LIMITS.sources) })
    .nullable(),
});

/**
 * The rules that a profile is saved with.
 *
 * @throws {Problem} `forbidden` when they change and the person may not change them, `invalid` with the field.
 */
export async function rulesFor(
  tx: Tx,
  actor: Actor,
  before: Profile | null,
  wanted: ApprovalRules | undefined,
): Promise<ApprovalRules> {
  const now = { ...DEFAULT_RULES, ...before?.approval };
  // Whoever does not speak of it leaves it as it is.
  const asked = wanted && { ...wanted, wider: wanted.wider === undefined ? now.wider : wanted.wider };
  if (!asked || isDeepStrictEqual(asked, now)) return now;
  await requireMay(tx, actor, "profile.rules", before ? { profile_id: before.id } : {});
  const read = shape.safeParse(asked);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw invalid(String(issue?.path[0] ?? "approvers"), issue?.message ?? "The approval rules are not right.");
  }
  await requireAble(tx, actor, read.data);
  return read.data;
}

/** What may go to a channel wider than its readers is of that channel and these sources: with another one it is void. */
export function widerFor(rules: ApprovalRules, { channel, brief }: Pick<Profile, "channel" | "brief">): ApprovalRules {
  const { wider } = rules;
  if (!wider) return rules;
  const named = new Set(wider.repos.map((repo) => repo.toLowerCase()));
  const repos = brief.sources.flatMap(({ repo }) => (named.has(repo.toLowerCase()) ? [repo] : []));
  const holds = wider.channel_id === channel.id && repos.length > 0;
  return { ...rules, wider: holds ? { channel_id: channel.id, repos: [...new Set(repos)] } : null };
}

/** Rules that nobody can meet would only be found out when something is to go out. */
async function requireAble(
  tx: Tx,
  { team_id }: Actor,
  { approvers, author_may_approve }: ApprovalRules,
): Promise<void> {
  const least = approvers === "approvers" ? "approver" : LEAST_ROLE.approve;
  const able = (await listTeam(tx, team_id)).filter(
    ({ role, deactivated_at }) => !deactivated_at && atLeast(role, least),
  );
  if (approvers.length === 0) throw invalid("approvers", "Name at least one person.");
  const named = Array.isArray(approvers) ? able.filter(({ id }) => approvers.includes(id)) : able;
  if (Array.isArray(approvers) && named.length < new Set(approvers).size) {
    throw invalid("approvers", "Somebody named here may not approve anything.");
  }
  if (named.length === 0) throw invalid("approvers", "Nobody has the role approver yet.");
  if (!author_may_approve && able.length === 1) {
    throw invalid("author_may_approve", "There is only one person who could approve.");
  }
}

/** What the audit trail keeps: rules that stayed are not news. What may be shown is no rule about who decides. */
export function rulesNote(before: Profile | null, approval: ApprovalRules): Record<string, unknown> {
  const { wider: was, ...held } = { ...DEFAULT_RULES, ...before?.approval };
  const { wider, ...rules } = approval;
  return {
    ...(!isDeepStrictEqual(held, rules) && { approval: rules }),
    ...(!isDeepStrictEqual(was, wider) && { wider }),
  };
}

function invalid(path: string, message: string): Problem {
  const fix = "Change who approves.";
  return new Problem("invalid", message, fix, { details: [{ path, code: "approval", message, fix }] });
}
