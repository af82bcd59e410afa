import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Web } from "./context.ts";
import { uuidOr } from "./path-ids.ts";

const COOKIE = "pulse-flash";
const MAX_AGE_S = 30;

/** What the next page says about what just happened. Only these words: nothing of a cookie is ever printed. */
const WORDS = {
  saved: "Saved.",
  taken_over: "Taken over from the evidence. It makes nobody an author.",
  unchanged: "Nothing had changed, so there is no new revision.",
  approval_requested: "Approval requested. It is on everyone’s Approvals page.",
  approved: "Approved. It goes to Slack by itself.",
  correction: "Correction approved. The message in Slack changes now.",
  retracted: "Retracted. The message is being taken out of Slack.",
  rejected: "Rejected. You can open it again at any time.",
  reopened: "Open again.",
  undone: "Undone. Nothing was posted.",
  nothing_since: "Nothing that it tells was taken back, and nothing more was merged.",
  changed_since: "There is more by now: read what stands beside the text.",
  redirected: "It goes to the other channel now.",
  stopped: "Stopped. Nothing was written.",
  deleted: "Deleted.",
  restored: "It is back.",
  self_posted: "Sent to you in Slack, and to nobody else.",
  profile_saved: "Profile saved.",
  policy_saved: "Policy saved. The next update is written under it.",
  policy_same: "Nothing had changed, so there is no new policy.",
  policy_discarded: "Your changes are gone. The policy is as it was.",
  policy_joined: "Your changes stand on the newest policy now. Look at them, then save.",
  policy_back: "The earlier policy is back as your change. Look at what moves, then save.",
  proposal_accepted: "Accepted, and not saved yet. Look at what moves, then save.",
  proposal_refused: "Refused. It comes back only when twice as much speaks for it.",
  posts_noted: "Read. Look for proposals to see what the posts speak for.",
  channel_closed: "The channel is not read any more, and what was read there is forgotten.",
  template_begun: "It is there, with a version of its own in production. Begin a draft to change it.",
  template_draft_saved: "Draft saved. Nothing runs with it yet.",
  template_draft_gone: "The draft is gone. What is published stays as it is.",
  template_skill_read: "Read, as it stands.",
  template_published: "Published. No tag was moved; that is for you.",
  template_trial_stopped: "Stopped. What it had written is not kept.",
  tag_moved: "Moved. It holds from the next run on.",
  tag_removed: "Taken away.",
  profile_deleted: "Profile deleted. Its updates stay.",
  schedule_saved: "Schedule saved.",
  schedule_paused: "Paused. Nothing is drafted until it goes on.",
  schedule_resumed: "It goes on.",
  schedule_taken_over: "It is yours now. The next draft reads everything since the last one.",
  schedule_removed: "Schedule removed. Its updates stay.",
  slot_skipped: "Skipped. The one after it reads what it would have read.",
  slot_unskipped: "Not skipped any more. Its draft comes in time.",
  put_forward: "It goes to Slack now.",
  backfilled: "The missing ones are being drafted. Nothing is posted before somebody approves it.",
  models_stopped: "Stopped. From now on the rules write.",
  models_allowed: "Models may be used again.",
  model_forgotten: "Forgotten. The next update finds out anew how to ask.",
  test_stopped: "Stopped. The call in hand is broken off.",
  models_cleared: "Cleared. They count as free from now on.",
  token_revoked: "Revoked. The next request with it is refused.",
  signed_out: "You are signed out.",
} as const;
export type FlashCode = keyof typeof WORDS;
export type Flash = { text: string; undo: string | null; /** Who has just signed out, or "". */ gone: string };

export function setFlash(c: Web, code: FlashCode, id = ""): void {
  setCookie(c, COOKIE, `${code}:${id}`, { path: "/", httpOnly: true, sameSite: "Lax", maxAge: MAX_AGE_S });
}

/** Reads it once. */
export function takeFlash(c: Web): Flash | null {
  const [code = "", id = ""] = (getCookie(c, COOKIE) ?? "").split(":");
  if (!Object.hasOwn(WORDS, code)) return null;
  deleteCookie(c, COOKIE, { path: "/" });
  const deleted = code === "deleted" ? uuidOr(id) : "";
  const undo = deleted === "" ? null : `/updates/${deleted}/restoration`;
  // Safe: looked up by a name that is in the table.
  return { text: WORDS[code as FlashCode], undo, gone: code === "signed_out" ? uuidOr(id) : "" };
}
