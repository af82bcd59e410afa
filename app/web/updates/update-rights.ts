import { findPersonNow, listTeam } from "../../../db/app/people.ts";
import type { Person, Update } from "../../../db/app/tables.ts";
import { listed } from "../../../base/listed.ts";
import type { Deps } from "../../deps.ts";
import { mayDo, whoCould, type Action } from "../../people/policy.ts";
import { namesOf } from "../../people/require-may.ts";
import { rulesOver } from "../../profiles/rules-over.ts";
import { askableBy } from "../../updates/whom-to-ask.ts";
import { askedOf } from "../../updates/asked-of.ts";
import { subjectOf } from "../../updates/require-may.ts";
import { ruledBy } from "../../profiles/rules-text.ts";

/** What the buttons of an update's page do. */
const ASKED = [
  "compose",
  "edit",
  "request_approval",
  "approve",
  "request_changes",
  "reject",
  "reopen",
  "post_retry",
  "correct",
  "retract",
  "delete",
] as const satisfies readonly Action[];
export type UpdateRights = {
  may: Record<(typeof ASKED)[number], boolean>;
  /** Why this person cannot approve it, and who could; "" where they can. */
  who: string;
  /** The rules that hold over it, in sentences; "" where whoever writes approves. */
  rules: string;
  /** Whom this person can ask for an approval. */
  askable: { id: string; name: string; asked: boolean }[];
  /** Who was asked, where somebody chose: "Tobi and Lena". */
  asked: string;
};

/** A page that nobody looks at has all of them: what is drawn for tests. */
export const ALL_RIGHTS: UpdateRights = { may: mayEach(() => true), who: "", rules: "", askable: [], asked: "" };

function mayEach(ok: (action: Action) => boolean): UpdateRights["may"] {
  const pairs = ASKED.map((action) => [action, ok(action)] as const);
  // Safe: made of every action that is asked for.
  return Object.fromEntries(pairs) as UpdateRights["may"];
}

/** The buttons that somebody sees are those that would work; the operations ask the same policy once more. */
export async function rightsTo(
  { db, clock }: Pick<Deps, "db" | "clock">,
  personId: string,
  update: Update,
): Promise<UpdateRights> {
  const [person, team, subject, held] = await Promise.all([
    findPersonNow(db, personId),
    listTeam(db, update.team_id),
    subjectOf(db, update, clock()),
    rulesOver(db, update),
  ]);
  const rules = ruledBy(held, team);
  const whom = askedOf(update);
  const asked = listed(team.flatMap(({ id, name }) => (whom.includes(id) ? [name] : [])));
  if (!person) return { may: mayEach(() => false), who: "", rules, askable: [], asked };
  const asker = { ...person, surface: "web" as const };
  const answer = mayDo(asker, "approve", subject);
  const able: Pick<Person, "id" | "name">[] = whoCould(team, "approve", subject);
  const askable = askableBy(able, personId).map(({ id, name }) => {
    return { id, name, asked: whom.length === 0 || whom.includes(id) };
  });
  const others = able.length > 0 ? `${namesOf(able)} may approve it.` : "Nobody may approve it at the moment.";
  const late = "Request approval again; that starts the time anew.";
  const who = answer.ok ? "" : `${answer.message} ${answer.why === "late" ? late : others}`;
  return { may: mayEach((action) => mayDo(asker, action, subject).ok), who, rules, askable, asked };
}
