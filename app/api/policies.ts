import { answer } from "../../api/answer.ts";
import { bodyOf } from "../../api/body.ts";
import { findPolicy, findPolicyAt, listPoliciesBefore } from "../../db/app/policies.ts";
import { policyList, policyToPreview, policyToSave, profilePreview } from "../../webhooks/contract/app-api.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import { policyOf } from "../policies/policy-of.ts";
import { emptied, previewForProfile } from "../policies/preview-policy.ts";
import { savePolicy } from "../policies/save-policy.ts";
import type { ApiHandler } from "./env.ts";
import { numberGiven, orPrecondition, requireThere, shownPolicy, toldPolicy } from "./numbered-policy.ts";
import { beforeNumber, type OperationName } from "./operations.ts";
import { profileAt } from "./profile-at.ts";

type Call = Parameters<ApiHandler>[0];

/** Of a history, in one answer. */
const MOST_POLICIES = 50;

/** The same operations as in the browser, whose rules they bring along. */
export function policyHandlers(deps: Deps) {
  const { db, log } = deps;
  return {
    "GET /profiles/{slug}/policy": async (c) => {
      const { id } = await profileAt(c, db);
      return toldPolicy(c, deps, await findPolicy(db, id));
    },
    "PUT /profiles/{slug}/policy": async (c) => {
      const profile = await profileAt(c, db);
      const base = numberGiven(c);
      const { policy, why, even_if_empty } = await bodyOf(c, policyToSave);
      await requireThere(db, profile, base);
      const input = { profile_id: profile.id, base, policy, why, even_if_empty };
      const { number } = await orPrecondition(() => savePolicy(deps, c.var.actor, input));
      // By its number: another one may hold by now.
      return toldPolicy(c, deps, await findPolicyAt(db, profile.id, number));
    },
    "POST /profiles/{slug}/policy/preview": async (c) => {
      const { id: profile_id } = await profileAt(c, db);
      const { policy } = await bodyOf(c, policyToPreview);
      const { number: against } = await policyOf(db, profile_id);
      const preview = await previewForProfile(deps, c.var.actor, { profile_id, policy });
      const empties = emptied(preview).map(({ run_id }) => run_id);
      return answer(c, log, profilePreview, { ...preview, against, empties });
    },
    "GET /profiles/{slug}/policies": async (c) => {
      const { id } = await profileAt(c, db);
      const rows = await listPoliciesBefore(db, id, beforeIn(c), MOST_POLICIES + 1);
      const policies = await Promise.all(rows.slice(0, MOST_POLICIES).map((row) => shownPolicy(db, row)));
      return answer(c, log, policyList, { policies, more: rows.length > MOST_POLICIES });
    },
  } satisfies Partial<Record<OperationName, ApiHandler>>;
}

function beforeIn(c: Call): number | null {
  const given = c.req.query("before");
  if (given === undefined) return null;
  const { success, data } = beforeNumber.safeParse(given);
  if (!success)
    throw new Problem("bad_request", "before is no number of a policy.", "Send the lowest one that you have.");
  return Number(data);
}
