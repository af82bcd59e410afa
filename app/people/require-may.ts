import { appendAudit, type NewAuditEvent } from "../../db/app/audit.ts";
import { findPersonNow, listTeam } from "../../db/app/people.ts";
import type { Db, Person, Tx } from "../../db/app/tables.ts";
import { inTransaction } from "../../db/connect.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Actor } from "../deps.ts";
import { LEAST_ROLE, mayDo, whoCould, type Action, type Answer, type Asker, type Subject } from "./policy.ts";
import { eitherOf } from "../../base/listed.ts";

/** What it is about, for the audit trail; and the subject, where the answer depends on it. */
type About = Pick<NewAuditEvent, "update_id" | "profile_id"> & {
  subject?: Subject | null;
  /** Why such a right is asked for at all, where nobody would guess. */
  because?: string;
};

/** The policy said no. What was being done is undone with its transaction, so the event waits here until that has ended. */
class Refused extends Problem {
  readonly event: NewAuditEvent;

  constructor(late: boolean, message: string, remedy: string, event: NewAuditEvent) {
    super(late ? "conflict" : "forbidden", message, remedy);
    this.event = event;
  }
}

/**
 * Asks the policy about somebody as the database knows them now: a session, a Slack card or a schedule may be older than their role.
 * Call it inside `permitted`.
 *
 * @throws {Refused} `forbidden`, naming who could; `conflict` when it is too late for everybody.
 */
export async function requireMay(tx: Db, actor: Actor, action: Action, about: About = {}): Promise<void> {
  const { subject = null, because, ...of } = about;
  const answer = mayDo(await askerOf(tx, actor), action, subject);
  if (answer.ok) return;
  const { id: actor_id, team_id, surface } = actor;
  const event = { actor_id, team_id, surface, action: `${action}.refused`, ...of, detail: { why: answer.message } };
  const remedy = await remedyFor(tx, actor, action, subject, answer);
  const message = because ? `${because} ${answer.message}` : answer.message;
  throw new Refused(answer.why === "late", message, remedy, event);
}

/** A transaction in which the policy may be asked: what it refuses is undone, and written down all the same. */
export async function permitted<Result>(db: Db, work: (tx: Tx) => Promise<Result>): Promise<Result> {
  return writingRefusals(db, () => inTransaction(db, work));
}

/** For work that has more than its transaction. */
export async function writingRefusals<Result>(db: Db, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refused) await inTransaction(db, (tx) => appendAudit(tx, error.event));
    throw error;
  }
}

/** A job without a person is the house itself: it may what an author may. One for somebody who does not count any more may nothing. */
async function askerOf(db: Db, { id, surface }: Actor): Promise<Asker> {
  if (id === null) return { id: "", role: "author", deactivated_at: null, surface };
  const person = await findPersonNow(db, id);
  if (!person && surface === "job") return { id, role: "author", deactivated_at: new Date(0), surface };
  if (!person) throw new Problem("unauthorized", "Pulse does not know you.", "Sign in again.");
  return { id, role: person.role, deactivated_at: person.deactivated_at, surface };
}

async function remedyFor(
  db: Db,
  { team_id }: Actor,
  action: Action,
  subject: Subject | null,
  { why }: Answer & { ok: false },
): Promise<string> {
  if (why === "late") return "Request approval again; that starts the time anew.";
  const people = await listTeam(db, team_id);
  const able = whoCould(people, action, subject);
  if (able.length > 0) return `Ask ${namesOf(able)}.`;
  const admins = whoCould(people, "people.change");
  const who = admins.length > 0 ? `ask ${namesOf(admins)}` : "set ADMIN_EMAIL to whoever shall be admin";
  return subject
    ? `Nobody may at the moment: ${who} to change who approves.`
    : `It takes the role ${least(action)}: ${who}.`;
}

const least = (action: Action) => LEAST_ROLE[action];

const SHOWN_NAMES = 3;
/** "Mira, Tobi or 3 more" */
export function namesOf(people: readonly Pick<Person, "name">[]): string {
  const names = people.map(({ name }) => name);
  if (names.length <= SHOWN_NAMES) return eitherOf(names);
  return eitherOf([...names.slice(0, SHOWN_NAMES), `${names.length - SHOWN_NAMES} more`]);
}
