import type { Token } from "markdown-it";
import { SLACK_ID } from "./read-mentions.ts";
import { ownToken, textToken } from "./tokens.ts";

/** How somebody behind a citation is called in a message. `mention`: who they are in Slack, where Slack is to tell them. */
export type CalledPerson = { name: string; mention: string | null };
/** By GitHub login, in lower case; whoever is not among them stays a login. */
export type CalledPeople = ReadonlyMap<string, CalledPerson>;

const MENTION = /<@([UW][A-Z0-9]{1,20})>/g;

/** "(#1, #2; mira, okafor)" around its links: what stands between the last of them and the bracket. */
const NAMES = /^([,;] )([^(),;]{1,200}(?:, [^(),;]{1,200}){0,50})(\))/;

/** The logins that stand behind citations, as these people are called; words in sentences never. */
export function called(tokens: readonly Token[], people: CalledPeople): Token[] {
  if (people.size === 0) return [...tokens];
  let [isList, inLink] = [false, false];
  return tokens.flatMap((token, index) => {
    const { type, content } = token;
    if (type === "link_open") {
      const isCited = Boolean(token.meta?.cites);
      isList = isCited && (isList || (tokens[index - 1]?.content.endsWith("(") ?? false));
      inLink = true;
    } else if (type === "link_close") inLink = false;
    else if (!inLink) {
      const wasList = isList;
      isList = isList && type === "text" && (content === ", " || content === "; ");
      const match = wasList && type === "text" ? NAMES.exec(content) : null;
      if (match) return calledIn(content, match, people);
    }
    return [token];
  });
}

function calledIn(content: string, match: RegExpExecArray, people: CalledPeople): Token[] {
  const [whole, before = "", names = "", after = ""] = match;
  const each = names
    .split(", ")
    .flatMap((login, index) => [
      ...(index === 0 ? [] : [textToken(", ")]),
      personToken(login, people.get(login.toLowerCase())),
    ]);
  return [textToken(before), ...each, textToken(after + content.slice(whole.length))];
}

function personToken(login: string, person: CalledPerson | undefined): Token {
  if (!person) return textToken(login);
  const { mention, name } = person;
  if (mention === null || !SLACK_ID.test(mention)) return textToken(plainName(name));
  return Object.assign(ownToken("mention"), { content: plainName(name), meta: { id: mention } });
}

/** A word joiner keeps Slack from reading an address, an emoji or a ping into what somebody is called. */
const plainName = (name: string): string => name.replace(/[.:@/#](?=\S)/g, "$&\u2060");

export function mentionIn({ meta }: Token): string {
  // Safe: `personToken` and read-mentions.ts alone make such tokens.
  return (meta as { id: string }).id;
}

/** The same people, of whom Slack tells nobody: for what is only looked at. */
export const unmentioned = (people: CalledPeople = new Map()): CalledPeople =>
  new Map([...people].map(([login, person]) => [login, { ...person, mention: null }]));

/** Whom Slack tells of a text that we drew, each once. */
export const mentionsIn = (texts: readonly string[]): string[] => [
  ...new Set(texts.flatMap((text) => [...text.matchAll(MENTION)].map(([, id = ""]) => id))),
];

/** The text without these mentions, for whoever looks for others. */
export const withoutMentions = (text: string, ids: ReadonlySet<string>): string =>
  text.replace(MENTION, (whole, id: string) => (ids.has(id) ? "" : whole));
