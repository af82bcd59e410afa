import { answer } from "../../api/answer.ts";
import { bodyOf } from "../../api/body.ts";
import { findPersonById } from "../../db/app/people.ts";
import { findPolicy, findPolicyAt, listPoliciesBefore } from "../../db/app/policies.ts";
import type { PolicyRow } from "../../db/app/policy-tables.ts";
import type { Db, Profile } from "../../db/app/tables.ts";
import {
  keptPolicy,
  policyList,
  policyToPreview,
  policyToSave,
  profilePreview,
  type KeptPolicy,
} from "../../webhooks/contract/app-api.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import { policyOf } from "../policies/policy-of.ts";
import { emptied, previewForProfile } from "../policies/preview-policy.ts";
import { savePolicy } from "../policies/save-policy.ts";
import { getProfile } from "../profiles/get-profile.ts";
import type { ApiHandler } from "./env.ts";
import { beforeNumber, type OperationName, policyTag, profileSlug } from "./operations.ts";

type Call = Parameters<ApiHandler>[0];

/** Of a history, in one answer. */
const MOST_POLICIES = 50;

/** The same operations as in the browser, whose rules they bring along. */
export function policyHandlers(deps: Deps) {
  const { db, log } = deps;
  return {
    "GET /profiles/{slug}/policy": async (c) => {
      const { id } = await profileIn(c, db);
      return told(c, deps, await findPolicy(db, id));
    },
    "PUT /profiles/{slug}/policy": async (c) => {
      const profile = await profileIn(c, db);
      const base = numberIn(c);
      const { policy, why, even_if_empty } = await bodyOf(c, policyToSave);
      await requireThere(db, profile, base);
      const input = { profile_id: profile.id, base, policy, why, even_if_empty };
      const { number } = await orPrecondition(() => savePolicy(deps, c.var.actor, input));
      // By its number: another one may hold by now.
      return told(c, deps, await findPolicyAt(db, profile.id, number));
    },
    "POST /profiles/{slug}/policy/preview": async (c) => {
      const { id: profile_id } = await profileIn(c, db);
      const { policy } = await bodyOf(c, policyToPreview);
      const { number: against } = await policyOf(db, profile_id);
      const preview = await previewForProfile(deps, c.var.actor, { profile_id, policy });
      const empties = emptied(preview).map(({ run_id }) => run_id);
      return answer(c, log, profilePreview, { ...preview, against, empties });
    },
    "GET /profiles/{slug}/policies": async (c) => {
      const { id } = await profileIn(c, db);
      const rows = await listPoliciesBefore(db, id, beforeIn(c), MOST_POLICIES + 1);
      const policies = await Promise.all(rows.slice(0, MOST_POLICIES).map((row) => shown(db, row)));
      return answer(c, log, policyList, { policies, more: rows.length > MOST_POLICIES });
    },
  } satisfies Partial<Record<OperationName, ApiHandler>>;
}

async function told(c: Call, { db, log }: Pick<Deps, "db" | "log">, row: PolicyRow | undefined): Promise<Response> {
  const held = row ? await shown(db, row) : NONE;
  c.header("etag", `"${held.number}"`);
  return answer(c, log, keptPolicy, held);
}

const NONE: KeptPolicy = { number: 0, policy: {}, made_by: null, made_at: null, why: "" };

async function shown(db: Db, { number, policy, made_by, made_at, why }: PolicyRow): Promise<KeptPolicy> {
  const person = made_by === null ? undefined : await findPersonById(db, made_by);
  return { number, policy, made_by: person?.name ?? null, made_at: made_at.toISOString(), why };
}

/** @throws {Problem} `not_found`, also for what cannot be a name. */
async function profileIn(c: Call, db: Db): Promise<Profile> {
  const { success, data: slug } = profileSlug.safeParse(c.req.param("slug"));
  if (!success) throw new Problem("not_found", "There is no such profile.", "Choose one from GET /profiles.");
  return getProfile(db, c.var.actor.team_id, slug);
}

/** @throws {Problem} `precondition_required` without a number, `bad_request` for what is none. */
function numberIn(c: Call): number {
  const given = c.req.header("if-match");
  const remedy = 'Send If-Match with the number that ETag had when it was read, as "3"; "0" where there was none.';
  if (given === undefined) {
    throw new Problem("precondition_required", "It is not said which policy was changed.", remedy);
  }
  const { success, data } = policyTag.safeParse(given);
  if (!success) throw new Problem("bad_request", "If-Match is not the number of one policy.", remedy);
  return Number(data.slice(1, -1));
}

function beforeIn(c: Call): number | null {
  const given = c.req.query("before");
  if (given === undefined) return null;
  const { success, data } = beforeNumber.safeParse(given);
  if (!success)
    throw new Problem("bad_request", "before is no number of a policy.", "Send the lowest one that you have.");
  return Number(data);
}

async function requireThere(db: Db, { id }: Profile, base: number): Promise<void> {
  const { number } = await policyOf(db, id);
  if (base <= number) return;
  const holds = number === 0 ? "it has none of its own" : `policy ${number} holds`;
  throw new Problem(
    "precondition_failed",
    `This profile has no policy ${base}: ${holds}.`,
    "Read it, and change that one.",
  );
}

/** What If-Match says is not so any more: of this HTTP has a word of its own. */
async function orPrecondition<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "conflict") throw error;
    throw new Problem("precondition_failed", error.message, error.remedy, { cause: error });
  }
}
