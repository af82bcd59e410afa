import type { PullRequest } from "../../../webhooks/contract/evidence.ts";
import { hostilityOf } from "../hostile.ts";
import { isSameTitle, plainTitle } from "../reverts/same-title.ts";
import { cleanTitle, titleWithin, type ToldTitle } from "./clean-title.ts";
import { listed } from "../../../base/listed.ts";
import { readTitle } from "../title.ts";
import { toCome } from "./to-come.ts";

const MOST_TITLES = 3;

type Written = Pick<PullRequest, "title" | "fate"> & Partial<Pick<PullRequest, "body" | "closes" | "files" | "stands">>;

/** What the rules say of a pull request: its title, or what it brought back or took out. */
export function sentenceOf(pull: Written, told: ToldTitle): string {
  const { fate } = pull;
  const title = wholeTitle(pull);
  const hostility = hostilityOf(title);
  if (hostility) return `A change${placeOf(pull)}: its title is left out, because it ${hostility}`;
  const others =
    fate?.of.map((one) =>
      hostilityOf(one.title) ? "a change whose title is left out" : titleWithin(one.title, told),
    ) ?? [];
  const named = [...new Set(others)];
  const shown =
    named.length > MOST_TITLES ? [...named.slice(0, MOST_TITLES), `${named.length - MOST_TITLES} more`] : named;
  if (fate?.is === "rolls_back") return `Rolled back: ${listed(shown)}`;
  if (fate?.is === "brings_back") return `Back again: ${listed(shown)}`;
  const said = cleanTitle(title, { ...told, isReported: isReported(pull) });
  return pull.stands ? toCome(said, readTitle(title).type) : said;
}

/** It is called as the issue that it closes: there somebody said what is wrong. */
function isReported({ title, closes = [] }: Written): boolean {
  const plain = plainTitle(title);
  return ONLY_CLOSES.test(title.trim()) || closes.some((issue) => isSameTitle(plainTitle(issue.title), plain));
}

/** A plain path: whoever named a file may have written anything into it. */
const PLAIN_PATH = /^[\w./@-]{1,80}$/;

/** " in `src/export.ts`": the file that it changes most. */
function placeOf({ files = [] }: Written): string {
  const [most] = files
    .filter(({ path }) => PLAIN_PATH.test(path) && !hostilityOf(path))
    .toSorted((one, other) => linesOf(other) - linesOf(one));
  return most ? ` in \`${most.path}\`` : "";
}

const linesOf = ({ additions, deletions }: NonNullable<PullRequest["files"]>[number]): number => additions + deletions;

const ONLY_CLOSES = /^(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):? #(\d{1,9})\.?$/i;
/** @source GitHub, which goes on so in the description with a first line of a commit that is too long for a title. */
const GOES_ON = /^(?:…|\.{3})(\S[^\r\n]{0,200})/;

/** A title that only names what it closes is called as that is; one that was cut off is whole again. */
function wholeTitle({ title, body = "", closes = [] }: Written): string {
  const number = ONLY_CLOSES.exec(title.trim())?.[1];
  const closed = number ? closes.find(({ ref }) => ref.endsWith(`#${number}`)) : undefined;
  if (closed) return `fix: ${closed.title}`;
  const rest = title.endsWith("…") ? GOES_ON.exec(body)?.[1] : undefined;
  return rest ? title.slice(0, -1) + rest : title;
}
