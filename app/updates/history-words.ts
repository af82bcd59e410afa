import { ACTION_WORDS, type Action } from "../people/policy.ts";

/** What an audit event says to people; `detail` fills in the facts. Unknown actions show their own name. */
const ACTIONS: Record<string, string> = {
  "update.composed": "asked for this update",
  "update.generated_again": "asked for a new draft",
  "update.continued": "let the writing go on",
  "update.written": "wrote the draft",
  "update.found_nothing": "found nothing to report",
  "update.failed": "could not write the draft",
  "update.timed_out": "ran out of time",
  "update.cancelled": "stopped it",
  "update.looked_again": "looked again on GitHub",
  "update.revised": "changed the text",
  "update.approved": "approved it",
  "update.changes_requested": "asked for changes",
  "update.pull_request_ignored": "had it written again without a pull request",
  "update.redirected": "sends it to another channel instead",
  "update.rejected": "rejected it",
  "update.reopened": "opened it again",
  "update.expired": "let it expire",
  "update.held": "held it back",
  "update.nothing_told": "posts one line that nothing shipped, as the profile’s rules ask",
  "update.put_forward": "lets it go out now",
  "update.posting": "began to post",
  "update.reshaped": "sent the same words in a plainer form",
  "update.posted": "posted it to Slack",
  "update.post_failed": "could not post it",
  "update.needs_check": "is not sure whether it was posted",
  "update.post_retried": "tried to post again",
  "update.correction_approved": "approved a correction",
  "update.retraction_decided": "decided to retract it",
  "update.checked": "looked in Slack",
  "update.corrected": "corrected it in Slack",
  "update.retracted": "retracted it",
  "update.copied": "sent it to another channel",
  "update.deleted": "deleted it",
  "update.restored": "brought it back",
  "offer.taken": "took over what a check offers from the evidence",
  "offer.taken_back": "took back what a check had offered",
  "wording.asked": "asked for another wording of an item",
  "approval.requested": "asked for approval",
  "comment.made": "commented on a sentence",
  "comment.taken_back": "took back a comment",
  "comment.done": "marked a comment as done",
  "finding.acknowledged": "took note of a finding",
  "reason.given": "said why the agent’s text was changed",
  "reason.taken_back": "took back why it was changed",
};

export function actionWords(action: string): string {
  const [, refused] = /^(.+)\.refused$/.exec(action) ?? [];
  // Safe: looked up; an action of an earlier version of the policy is not there.
  if (refused) return `was not allowed to ${ACTION_WORDS[refused as Action] ?? refused}`;
  return ACTIONS[action] ?? action.replace(/^\w+\./, "").replaceAll("_", " ");
}

/** The one fact worth a second line, if the event has one. */
export function actionFact(detail: Record<string, unknown>): string {
  const { revision, reason, channel, text, override } = detail;
  const facts = [
    typeof revision === "number" ? `revision ${revision}` : "",
    typeof channel === "string" ? `#${channel.replace(/^#/, "")}` : "",
    typeof reason === "string" && reason ? `“${reason}”` : "",
    typeof text === "string" && text ? `“${text}”` : "",
    typeof override === "string" && override ? `in spite of findings: “${override}”` : "",
  ];
  return facts.filter(Boolean).join(" · ");
}
