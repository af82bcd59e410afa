import { listNotices, noteTold, postponeNotices, settleNotice, withNoticesLock } from "../../db/app/notices.ts";
import { listTeam } from "../../db/app/people.ts";
import type { Notice } from "../../db/app/schedule-tables.ts";
import type { Person, Update, UpdateState } from "../../db/app/tables.ts";
import { findUpdateById } from "../../db/app/updates.ts";
import { atLeast } from "../people/policy.ts";
import { whyGone } from "../people/why-gone.ts";
import { askedOf } from "../updates/asked-of.ts";
import { LAST_REMINDER } from "../updates/remind-approvers.ts";
import { subjectOf } from "../updates/require-may.ts";
import { noticeMessage } from "./blocks/notice.ts";
import type { Message } from "./blocks/shapes.ts";
import { approversOf } from "./cards/recipients.ts";
import { commentsFor, concernedBy, noticedComments } from "./comment-notice.ts";
import type { SlackDeps } from "./deps.ts";
import { noticeKind, loadNotice } from "./load-notice.ts";
import { offerTo } from "./offers.ts";
import { troubleOf } from "./trouble.ts";

const AT_ONCE = 20;
/** Older word is history: whoever switches Slack on is not told of all of it. */
const NEWS_MS = 2 * 24 * 3_600_000;

/**
 * Tells people what waits for them, once each. Whoever is told is written down before the next one is, and what may have come is looked for
 * before it is sent again. Who is not in Slack finds it in the browser.
 */
export async function deliverNotices(deps: SlackDeps): Promise<void> {
  const due = await listNotices(deps.db, 1);
  if (due.length > 0) await withNoticesLock(deps.db, () => deliverAll(deps));
}

async function deliverAll(deps: SlackDeps): Promise<void> {
  for (const notice of await listNotices(deps.db, AT_ONCE)) {
    const wait = await deliver(deps, notice);
    if (wait !== null) return postponeNotices(deps.db, wait);
    await settleNotice(deps.db, notice.id, deps.clock());
  }
}

/** @returns seconds to wait, where Slack takes nothing now; null when everybody was told. */
async function deliver(deps: SlackDeps, notice: Notice): Promise<number | null> {
  const { db, clock } = deps;
  const update = notice.update_id ? ((await findUpdateById(db, notice.update_id)) ?? null) : null;
  if (clock().getTime() - notice.created_at.getTime() > NEWS_MS || isOver(notice, update)) return null;
  const data = await loadNotice(deps, notice, update);
  if (!data) return null;
  const said = data.kind === "comment.made" && update ? await noticedComments(deps, notice, update) : null;
  for (const person of await peopleFor(deps, notice, update)) {
    if (notice.told.includes(person.id)) continue;
    const comments = said && update ? commentsFor(deps, update, said, person) : [];
    // Whoever said all of it is told nothing.
    if (said && comments.length === 0) continue;
    const wait = await tell(deps, notice, person, noticeMessage({ ...data, comments }, offerTo(person)));
    if (wait !== null) return wait;
    await noteTold(db, notice.id, person.id);
  }
  return null;
}

const UNDECIDED: readonly UpdateState[] = ["generating", "in_review", "changes_requested", "expired"];

/** Somebody decided in the meantime, so there is nothing to remind of. */
function isOver(notice: Notice, update: Update | null): boolean {
  if (update?.deleted_at) return true;
  const kind = noticeKind(notice);
  if (kind === "review.reminder") return update?.state !== "in_review";
  return kind === "slot.held" && update !== null && !UNDECIDED.includes(update.state);
}

const SCHEDULES = /^(?:slot|schedule)\./;

/** Whoever can mend it: of a schedule whose owner is gone, or may not any more, approvers and admins. */
async function peopleFor({ db, clock }: SlackDeps, notice: Notice, update: Update | null): Promise<Person[]> {
  const team = await listTeam(db, notice.team_id);
  const own = team.filter(({ id, deactivated_at }) => id === notice.person_id && !deactivated_at);
  if (SCHEDULES.test(notice.kind) && (await whyGone(db, notice.person_id))) {
    const rest = team.filter(
      ({ id, role, deactivated_at }) => !deactivated_at && atLeast(role, "approver") && id !== notice.person_id,
    );
    return [...own, ...rest];
  }
  if (noticeKind(notice) === "comment.made" && update) {
    return concernedBy(team, await subjectOf(db, update, clock()), update);
  }
  if (!notice.approvers || !update) return own;
  const whom = isLast(notice) ? [] : askedOf(update);
  const able = approversOf(team, await subjectOf(db, update, clock()), whom);
  return [...own, ...able.filter(({ id }) => id !== notice.person_id)];
}

/** Shortly before its time is over everybody who may approve it hears of it, and not only who was asked. */
const isLast = ({ kind, payload }: Notice): boolean =>
  kind.startsWith("review.reminder") && payload["part"] === LAST_REMINDER;

/** What may have come already, without an answer to say so, is looked for first. */
async function tell(
  deps: SlackDeps,
  { id }: Notice,
  { slack_user_id }: Person,
  message: Message,
): Promise<number | null> {
  if (!slack_user_id) return null;
  const { calls } = deps;
  try {
    const there = await calls.find(await calls.conversation(slack_user_id), id);
    if (there === null) await calls.direct(slack_user_id, message, id);
    return null;
  } catch (error) {
    const trouble = troubleOf(deps, error);
    return trouble.kind === "wait" ? trouble.seconds : null;
  }
}
