import type { Doubt } from "../../../webhooks/contract/evidence.ts";
import { hasEntities, withQuotes } from "../../text/entities.ts";
import { authorKind } from "../author-kind.ts";
import type { Issue, ListedPull } from "../tools.ts";

/**
 * A pull request of a server that takes out of titles and descriptions what looks like HTML to it, with what is doubtful of it. What was
 * taken out leaves no trace as a rule, so that none here may pass for whole: the list is there also where it is empty.
 */
export function doubted<P extends ListedPull>(pull: P): P {
  const read = spelled(pull);
  const doubts: Doubt[] = [];
  if (showsInTitle(read.title)) doubts.push("title");
  if (isRewritten(read.body) || lostTrailers(read.body)) doubts.push("body");
  if (isUntold(read)) doubts.push("author");
  if (lostTrailers(read.body)) doubts.push("co_authors");
  return { ...read, doubts };
}

/** Quotes as they were typed; every other sign stays as it came. */
export function spelled<T extends Pick<Issue, "title" | "body">>(read: T): T {
  return { ...read, title: withQuotes(read.title), body: withQuotes(read.body) };
}

/** Nobody types two blanks into a title, and GitHub leaves none at its ends: something stood there. */
const showsInTitle = (title: string): boolean => isRewritten(title) || title.includes("  ") || title !== title.trim();

/** A tag that was left in is written anew: without what its attributes were, or with others. */
const isRewritten = (text: string): boolean => hasEntities(text) || /<[a-z/]/i.test(text);

/** A name that says nothing of a bot may be one's: only the kind of an account tells, and lists of this server have none. */
const isUntold = ({ user, title }: ListedPull): boolean =>
  user !== null && user.type === undefined && authorKind(user.login, undefined, title) === "human";

const TRAILER = "co-authored-by:";

/** Addresses are what makes a trailer one, and they look like tags. */
function lostTrailers(body: string): boolean {
  return body
    .split("\n")
    .some((line) => line.trimStart().slice(0, TRAILER.length).toLowerCase() === TRAILER && !line.includes("<"));
}
