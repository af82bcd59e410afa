import { isImperative } from "./imperative.ts";

/** A branch's name, which GitHub offers as a title: "feature/foo-bar", "Fix/login redirect". */
const BRANCH =
  /^(feature|feat|bugfix|fix|hotfix|chore|task|enhancement|refactor|docs?|tests?|perf|ci|build|release)\/(\S.{0,200})$/i;
/** "Docs/blog: add a post" is no branch; nor is "Fix/improve the errors". */
const SPOKEN = new Set("feature feat bugfix fix hotfix chore task enhancement refactor release".split(" "));
const TICKET = /^([a-z]{2,10}-\d{1,6}|\d{1,7})(?:[-_/ ]|$)/i;

/** The same below somebody's name, where a ticket shows that it is one: "mira/abc-12-page-lists", "Mira/abc 12/page lists". */
const OWNED = /^[a-z][\w.-]{0,38}\/([a-z]{2,10})[- ](\d{2,6})(?:\/(?=\S)|[-_](?=\S+$))(.{1,200})$/i;

type Branch = { type: string; rest: string; tickets: string[] };

export function takeBranch(title: string): Branch | null {
  const [, project, ticketed, owned = ""] = OWNED.exec(title) ?? [];
  if (owned) return { type: "", rest: inWords(owned), tickets: [`${project}-${ticketed}`.toUpperCase()] };
  const [, type = "", name = ""] = BRANCH.exec(title) ?? [];
  const kind = type.toLowerCase();
  if (!kind || (name.includes(" ") && (!SPOKEN.has(kind) || (isImperative(kind) && isImperative(name))))) return null;
  if (kind === "release" || VERSION.test(name)) {
    return { type: kind, rest: `${type.charAt(0).toUpperCase()}${kind.slice(1)} ${name}`, tickets: [] };
  }
  const ticket = TICKET.exec(name);
  const rest = inWords(name.slice(ticket?.[0].length ?? 0));
  const tickets = /^[a-z]/i.test(ticket?.[1] ?? "") ? [(ticket?.[1] ?? "").toUpperCase()] : [];
  return { type: kind, rest: rest || title.slice(type.length + 1), tickets };
}

/** "ui/foo-bar" → "ui: foo bar"; the hyphens of dates and versions stay, and what is in words already. */
function inWords(name: string): string {
  if (!/^[\w/-]+$/.test(name)) return name;
  return name
    .replace(/(?<=[A-Za-z0-9])[-_]+(?=[A-Za-z])|(?<=[A-Za-z])[-_]+(?=\d)/g, " ")
    .replace(/(?<=\w)\/(?=\w)/, ": ");
}

/** The names that branches have everywhere. */
const USUAL =
  "(?:main|master|trunk|develop(?:ment)?|dev|staging|stage|prod(?:uction)?|release|stable|next|canary|qa|uat|live|preview)";
const NAMED = "[\\w./-]{1,60}";
const ARROW = "\\s?(?:-{1,2}>|=>|→|⇒)\\s?";
const INTO = new RegExp(
  `^(?:(${USUAL})(?:${ARROW}|\\s(?:in)?to\\s)(${USUAL})|(${NAMED})${ARROW}(${USUAL})|(${USUAL})${ARROW}(${NAMED}))$`,
  "i",
);
const MERGED =
  /^Merge (?:pull request #\d{1,9} from (\S{1,200})|(?:remote-tracking )?branch(?:es)? ['"]([^'"]{1,200})['"](?: of \S{1,200})?(?: into ['"]?([^\s'"]{1,200})['"]?)?)$/i;
const VERSION = /^v?\d{1,5}(?:\.\d{1,9}){1,3}(?:[-+.][\w.+-]{1,40})?$/;

/** A version, or a date that stands for one: "v3.0.0-rc.1", "2026-03-18". */
export const namesVersion = (text: string): boolean => VERSION.test(text) || /^\d{4}-\d{2}-\d{2}$/.test(text);

/** "dev -> main", "Merge branch 'dev'": two branches become one, and nothing is said of what is in them. */
export const joinsBranches = (text: string): boolean => INTO.test(text) || MERGED.exec(text)?.[2] !== undefined;

/** "dev -> main" → "Merge dev into main", "3.0.0-rc.1" → "Release 3.0.0-rc.1": what branches and tags say, in words. */
export function spoken(text: string): string {
  if (VERSION.test(text)) return `Release ${text}`;
  if (/^(?:main|master|dev|develop|staging)$/.test(text)) return `Merge ${text}`;
  const [, request, branch, target] = MERGED.exec(text) ?? [];
  const from = request ?? branch;
  if (from) return target ? `Merge ${from} into ${target}` : `Merge ${from}`;
  const [one, other] = (INTO.exec(text) ?? []).slice(1).filter((name) => name !== undefined);
  return one && other ? `Merge ${one} into ${other}` : text;
}
