import type { ApprovalRules, Person } from "../../db/app/tables.ts";
import { DEFAULT_RULES } from "../people/policy.ts";
import { isStrict, type HeldRules } from "./rules-over.ts";
import { eitherOf } from "../../base/listed.ts";

/** What is different from everybody's rules, in a sentence or two: shown before anybody asks for a text. */
function rulesText(rules: ApprovalRules, people: readonly Pick<Person, "id" | "name">[]): string {
  const { approvers, author_may_approve, deadline_hours } = { ...DEFAULT_RULES, ...rules };
  const named = people.filter(({ id }) => approvers.includes(id)).map(({ name }) => name);
  const who = approvers === "approvers" ? "An approver" : eitherOf(named);
  const nobody = typeof approvers !== "string" && named.length === 0;
  return [
    nobody && "Whoever has to approve it is not here any more: an admin has to name somebody else.",
    who && `${who} has to approve it.`,
    !author_may_approve && "Whoever asks for it, or writes its text, cannot.",
    deadline_hours !== null &&
      `Without an approval it expires after ${deadline_hours} ${deadline_hours === 1 ? "hour" : "hours"}.`,
  ]
    .filter(Boolean)
    .join(" ");
}

/** The same for every profile whose rules hold, with its name. */
export function ruledBy(held: readonly HeldRules[], people: readonly Pick<Person, "id" | "name">[]): string {
  return held
    .filter(({ rules }) => isStrict(rules))
    .map(({ profile, rules }) => `${rulesText(rules, people)} So says the profile “${profile}”.`)
    .join(" ");
}
