import type { Person } from "../../../db/app/tables.ts";
import { atLeast, whoCould, type Subject } from "../../people/policy.ts";

/** Older news makes no card: whoever switches Slack on is not told of everything that ever was. */
const NEWS_MS = 24 * 3_600_000;
const MOST_APPROVERS = 20;

type Asked = { person_id: string; at: Date };

/** What decides who is shown an update in Slack. */
export type Facts = {
  now: Date;
  /** Those who asked for a text in Slack, and when. */
  asked_in_slack: readonly Asked[];
  /** Whose schedule it was drafted for, once there is a text. */
  scheduled: Asked | null;
  /** Who asked for an approval, and whom; nobody by name: all who may give it. */
  requested: (Asked & { whom?: readonly string[] }) | null;
  subject: Subject;
  people: readonly Person[];
  /** Cards that were given before, those that were deleted as well. */
  given: readonly { person_id: string; created_at: Date }[];
};

/**
 * Who gets a card by themselves: whoever asked in Slack; a schedule's owner, and whoever decides in their stead; and, when an approval
 * is asked for, those who may give it. Nobody is given one twice for the same reason: a card that a person deleted stays away.
 */
export function recipients(facts: Facts): string[] {
  const { now, asked_in_slack, scheduled, requested, people, given } = facts;
  const reasons: Asked[] = [
    ...asked_in_slack,
    ...(scheduled ? [scheduled, ...deciders(facts, scheduled, false)] : []),
    ...(requested ? deciders(facts, requested, true, requested.whom) : []),
  ];
  const reachable = new Set(people.flatMap((one) => (isReachable(one) ? [one.id] : [])));
  const due = reasons.filter(
    ({ person_id, at }) =>
      reachable.has(person_id) &&
      now.getTime() - at.getTime() < NEWS_MS &&
      !given.some((card) => card.person_id === person_id && card.created_at >= at),
  );
  return [...new Set(due.map(({ person_id }) => person_id))];
}

const isReachable = ({ slack_user_id, deactivated_at }: Person): boolean => slack_user_id !== null && !deactivated_at;

/**
 * Who may approve it, besides who asks.
 *
 * @param always False: only where whoever asks may not do it themselves.
 */
function deciders(
  { people, subject }: Facts,
  { person_id, at }: Asked,
  always: boolean,
  whom: readonly string[] = [],
): Asked[] {
  const able = approversOf(people, subject, whom);
  const alone = whoCould(people, "approve", subject).some(({ id }) => id === person_id);
  if (alone && !always) return [];
  return able.flatMap(({ id }) => (id === person_id ? [] : [{ person_id: id, at }]));
}

/**
 * Where everybody who writes may approve, those whose work it is are asked, if there are any.
 *
 * @param whom Somebody chose these: they are asked, as long as one of them may.
 */
export function approversOf(people: readonly Person[], subject: Subject, whom: readonly string[] = []): Person[] {
  const able = whoCould(people.filter(isReachable), "approve", subject);
  const asked = able.filter(({ id }) => whom.includes(id));
  if (asked.length > 0) return asked.slice(0, MOST_APPROVERS);
  const anyone = subject.rules.every(({ approvers }) => approvers === "anyone");
  const chosen = able.filter(({ role }) => atLeast(role, "approver"));
  return (anyone && chosen.length > 0 ? chosen : able).slice(0, MOST_APPROVERS);
}
