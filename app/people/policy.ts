import { roles, type ApprovalRules, type Person, type Role } from "../../db/app/tables.ts";
import type { Actor } from "../deps.ts";

/**
 * What may be done, and the least role for it. Whoever asks, on the web, in Slack or through the API, gets the same answer.
 *
 * | | viewer | author | approver | operator | admin |
 * | --- | --- | --- | --- | --- | --- |
 * | read | yes | yes | yes | yes | yes |
 * | compose, edit, request_approval, request_changes, reopen, post_retry | | yes | yes | yes | yes |
 * | profile.save, schedule.save | | yes | yes | yes | yes |
 * | approve, correct | | rules | rules | rules | rules |
 * | reject, retract | | rules | yes | yes | yes |
 * | delete | | own | yes | yes | yes |
 * | profile.rules | | | yes | yes | yes |
 * | models.stop, models.forget, templates.change | | | | yes | yes |
 * | models.clear, settings.change, people.change | | | | | yes |
 *
 * "rules": as every approval rule over it says (profiles/rules-over.ts); where there is none, whoever writes. They bind admins, too. A job may what an
 * author may, and decides nothing: silence never approves. Whoever is deactivated may nothing.
 */
export const LEAST_ROLE = {
  read: "viewer",
  compose: "author",
  edit: "author",
  request_approval: "author",
  request_changes: "author",
  reopen: "author",
  post_retry: "author",
  "profile.save": "author",
  "schedule.save": "author",
  approve: "author",
  correct: "author",
  reject: "author",
  retract: "author",
  delete: "author",
  "profile.rules": "approver",
  "models.stop": "operator",
  "models.forget": "operator",
  "templates.change": "operator",
  "models.clear": "admin",
  "settings.change": "admin",
  "people.change": "admin",
} as const satisfies Record<string, Role>;
export type Action = keyof typeof LEAST_ROLE;
// Safe: its keys are the actions.
export const actions = Object.keys(LEAST_ROLE) as Action[];

/** What is asked of whom depends on the thing itself: without it, no more than the role is known. */
export const NEEDS_SUBJECT: ReadonlySet<Action> = new Set(["approve", "correct", "reject", "retract", "delete"]);
const DECISIONS: ReadonlySet<Action> = new Set(["approve", "correct", "reject", "retract"]);

/** A small team: whoever may write may approve, their own text too. */
export const DEFAULT_RULES: ApprovalRules = {
  approvers: "anyone",
  author_may_approve: true,
  deadline_hours: null,
  post_nothing: false,
  wider: null,
};

/** Who asks, as the database knows them now: an actor is what a session or a Slack user was when it was read. */
export type Asker = Pick<Actor, "surface"> & Pick<Person, "id" | "role" | "deactivated_at">;

/** What the answer depends on besides the role. */
export type Subject = {
  /** Who asked for it. */
  created_by: string | null;
  /** Everybody who wrote in its text since the agent did. */
  written_by: readonly string[];
  /** Each has to be met: of two, the stricter one wins. */
  rules: readonly ApprovalRules[];
  /** After this moment nobody approves. */
  due_at: Date | null;
  now: Date;
};

export type Answer =
  | { ok: true }
  /** `late`: nobody could, whoever they are. `refused`: others may. */
  | { ok: false; why: "refused" | "late"; message: string };

/** The one place that says who may do what. Pure; `requireMay` (require-may.ts) asks it and says who could instead. */
export function mayDo(asker: Asker, action: Action, subject: Subject | null = null): Answer {
  if (asker.deactivated_at) return refused("Your account is switched off.");
  if (asker.surface === "job" && DECISIONS.has(action)) return refused("Only a person decides.");
  if (!atLeast(asker.role, LEAST_ROLE[action])) {
    return refused(`Your role, ${asker.role}, may not ${ACTION_WORDS[action]}.`);
  }
  return subject && NEEDS_SUBJECT.has(action) ? mayDoTo(asker, action, subject) : OK;
}

function mayDoTo(asker: Asker, action: Action, subject: Subject): Answer {
  const { rules, created_by, written_by, due_at, now } = subject;
  if (action === "delete") {
    const own = asker.id === created_by || atLeast(asker.role, "approver");
    return own ? OK : refused("Somebody else asked for this update.");
  }
  const unmet = rules.find((one) => !isApprover(asker, one));
  if (action === "reject" || action === "retract") {
    return atLeast(asker.role, "approver") || !unmet ? OK : refused(deciders(unmet));
  }
  if (unmet) return refused(deciders(unmet));
  if (
    rules.some(({ author_may_approve }) => !author_may_approve) &&
    (asker.id === created_by || written_by.includes(asker.id))
  ) {
    return refused(
      written_by.includes(asker.id)
        ? "This is your text, and its rules ask for a second person."
        : "You asked for this update, and its rules ask for a second person.",
    );
  }
  const late = action === "approve" && due_at !== null && now > due_at;
  return late ? { ok: false, why: "late", message: "The time to approve this is over." } : OK;
}

/** Those of these people who may: what a refusal names. */
export function whoCould<P extends Pick<Person, "id" | "role" | "deactivated_at">>(
  people: readonly P[],
  action: Action,
  subject: Subject | null = null,
): P[] {
  // A deadline stops everybody alike, so it says nothing of who could.
  const timeless = subject && { ...subject, due_at: null };
  return people.filter(({ id, role, deactivated_at }) => {
    return mayDo({ id, role, deactivated_at, surface: "web" }, action, timeless).ok;
  });
}

function isApprover({ id, role }: Asker, { approvers }: ApprovalRules): boolean {
  if (approvers === "anyone") return true;
  return approvers === "approvers" ? atLeast(role, "approver") : approvers.includes(id);
}

function deciders({ approvers }: ApprovalRules): string {
  return approvers === "approvers" ? "Approvers decide about this." : "Its rules name who decides about this.";
}

export const atLeast = (role: Role, least: Role): boolean => roles.indexOf(role) >= roles.indexOf(least);

const OK: Answer = { ok: true };
const refused = (message: string): Answer => ({ ok: false, why: "refused", message });

/** As in "may not …", and "was not allowed to …". */
export const ACTION_WORDS: Record<Action, string> = {
  read: "look at this",
  compose: "ask for updates",
  edit: "change a text",
  request_approval: "ask for an approval",
  request_changes: "ask for changes",
  reopen: "open an update again",
  post_retry: "post again",
  "profile.save": "change profiles",
  "schedule.save": "change schedules",
  approve: "approve",
  correct: "correct what is posted",
  reject: "reject",
  retract: "retract what is posted",
  delete: "delete it",
  "profile.rules": "change who approves",
  "models.stop": "stop models, or allow them again",
  "models.forget": "forget what was found of a model",
  "templates.change": "change how updates are written",
  "models.clear": "clear calls that never came back",
  "settings.change": "change settings",
  "people.change": "change people",
};
