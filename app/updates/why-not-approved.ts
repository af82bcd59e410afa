import { findApproval } from "../../db/app/decisions.ts";
import { findPersonNow } from "../../db/app/people.ts";
import { holdRules } from "../../db/app/profiles.ts";
import type { Tx, Update } from "../../db/app/tables.ts";
import type { Deps } from "../deps.ts";
import { mayDo } from "../people/policy.ts";
import { subjectOf } from "./require-may.ts";

/**
 * Why an approval would not be given any more, asked right before something goes out by it: whoever gave it was switched off or has
 * another role since, or the rules over its channel were tightened. Null: it holds. Its deadline was for the approval itself.
 *
 * @param update As it would go out now: Slack may know its channel better than whoever typed a name.
 */
export async function whyNotApproved(tx: Tx, { clock }: Pick<Deps, "clock">, update: Update): Promise<string | null> {
  const approval = await findApproval(tx, update.id);
  // A standing decision is the profile's own word, and was read with its line.
  if (approval?.kind !== "approve") return null;
  await holdRules(tx, update.team_id);
  const person = await findPersonNow(tx, approval.person_id);
  if (!person) return "whoever approved it is not here any more";
  const subject = await subjectOf(tx, { ...update, review_due_at: null }, clock());
  const { id, role, deactivated_at } = person;
  const answer = mayDo({ id, role, deactivated_at, surface: "web" }, "approve", subject);
  return answer.ok ? null : `${person.name}’s approval is not enough any more`;
}
