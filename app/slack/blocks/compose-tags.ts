import { eitherOf } from "../../../base/listed.ts";
import { LIMITS } from "../../../webhooks/contract/limits.ts";
import type { TagAnswer } from "../../../webhooks/contract/repositories.ts";
import { choiceInput, textInput } from "./compose-inputs.ts";
import { SLACK } from "./limits.ts";
import type { SlackBlock } from "./shapes.ts";

/** In a menu with the newest release; no tag has a colon. */
export const NEWEST_TAG = "newest:";

type Tags = {
  chosen: string;
  tags: TagAnswer | null;
  /** Whether the newest release may be meant, too. */
  newest: boolean;
};

/** A menu where it holds every tag; else it is typed, with the newest ones beside it. */
export function tagInput(block_id: string, label: string, { chosen, tags, newest }: Tags): SlackBlock {
  const names = [...new Set([chosen, ...(tags?.tags ?? [])])].filter(Boolean);
  const fit = names.length < SLACK.options && names.every(({ length }) => length <= SLACK.option);
  if (!tags?.complete || tags.tags.length === 0 || !fit) {
    const as = `As ${eitherOf(tags?.tags.length ? tags.tags.slice(0, MOST_EXAMPLES) : ["v1.4.0"])}.`;
    const hint = newest ? `Empty: the newest release. ${as}` : as;
    return textInput(block_id, label, { value: chosen, max: LIMITS.branch_chars, optional: newest, hint });
  }
  const first = newest ? [{ value: NEWEST_TAG, label: "Newest release" }] : [];
  const options = [...first, ...names.map((name) => ({ value: name, label: name }))];
  return choiceInput(block_id, label, options, { chosen: chosen || (newest ? NEWEST_TAG : "") });
}

/** Of tags, to show how they are called. */
const MOST_EXAMPLES = 3;
