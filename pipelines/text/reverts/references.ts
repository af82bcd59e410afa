/** A change as somebody names it, with all that was said of it. Nothing says that it exists. */
export type Named = {
  number?: number;
  /** Seven hexadecimal digits or more, lower case: of a merge, or of any commit on the way there. */
  sha?: string;
  title?: string;
  /** It may as well be what the change itself is called: "Restore backups every night". */
  loose?: true;
  /** With the number behind it, which may be a part of that title. */
  whole?: string;
};

/** Where the words about it stand: "owner/repo". */
type In = { repo: string };

const ADDRESS =
  /(?:https?:\/\/)?[\w.-]{1,100}\/([\w.-]{1,39}\/[\w.-]{1,100})\/(?:pull|pulls|issues)\/([1-9]\d{0,9})(?!\w)(?:[/?#][^\s)>\]]{0,200})?/iy;
const COMMIT_ADDRESS =
  /(?:https?:\/\/)?[\w.-]{1,100}\/([\w.-]{1,39}\/[\w.-]{1,100})\/commit\/([0-9a-f]{7,64})(?![\w-])(?:[/?#][^\s)>\]]{0,200})?/iy;
/** `#31-style` names nothing. */
const NUMBER = /([\w-]{1,39}\/[\w.-]{1,100})?(?:#|\bGH-)([1-9]\d{0,9})(?![\w-])/iy;
const WORDED = /(?:pull[ -]request|PR|MR|merge request)s? (?:number |no\.? )?#?([1-9]\d{0,9})(?![\w-]|\.\d)/iy;
const SHA = /(?:([\w-]{1,39}\/[\w.-]{1,100})@)?(?=[a-f]{0,63}\d)([0-9a-f]{7,64})(?![\w-])/iy;
const QUOTED = /["“„«](.{1,300}?)["”“»](?!\w)|'(.{1,300}?)'(?!\w)|‘(.{1,300}?)’(?!\w)/y;
/** Between two of a list. */
const AND = /\s{0,3}(?:,\s{0,3}(?:and|&)|,|and|&|\+|as well as|plus|;)\s{0,3}/iy;
/** Words before the first one, and between "and" and the next one. */
const FILLER =
  /(?:(?:the|of|in|from|by|with|both|all|changes?|commits?|merges?|merged|made|introduced|patch(?:es)?|work|PRs?|pull[ -]requests?(?! #?\d))[: ]\s{0,3}|[:(\-–—]\s{0,3}){0,6}/iy;

/** @returns the changes that are named one after the other from a place on, and where their list ends; none: the place itself. */
export function readReferences(text: string, from: number, { repo }: In): { named: Named[]; end: number } {
  const named: Named[] = [];
  let end = from;
  for (let at = skip(FILLER, text, from); ;) {
    const one = readOne(text, at, repo);
    if (!one) return { named, end };
    if (one.named) named.push(one.named);
    end = one.end;
    // "#21 (Add a night theme)"
    const more = skip(/\s?\([^()]{1,200}\)/y, text, end);
    const next = skip(AND, text, more);
    if (next === more) return { named, end: more };
    at = skip(FILLER, text, next);
  }
}

function readOne(text: string, at: number, repo: string): { named: Named | null; end: number } | null {
  const isHere = (other: string | undefined) => !other || other.toLowerCase() === repo.toLowerCase();
  const number = match(ADDRESS, text, at) ?? match(NUMBER, text, at);
  if (number) {
    return { named: isHere(number[1]) ? { number: Number(number[2]) } : null, end: at + number[0].length };
  }
  const worded = match(WORDED, text, at);
  if (worded) return { named: { number: Number(worded[1]) }, end: at + worded[0].length };
  const sha = match(COMMIT_ADDRESS, text, at) ?? match(SHA, text, at);
  if (sha) {
    const named = isHere(sha[1]) ? { sha: (sha[2] ?? "").toLowerCase() } : null;
    return { named, end: at + sha[0].length };
  }
  const quoted = match(QUOTED, text, at);
  if (!quoted) return null;
  return { named: { title: quoted[1] ?? quoted[2] ?? quoted[3] ?? "" }, end: at + quoted[0].length };
}

export function match(form: RegExp, text: string, at: number): RegExpExecArray | null {
  form.lastIndex = at;
  return form.exec(text);
}

/** The place behind what fits there. */
export const skip = (form: RegExp, text: string, at: number): number => at + (match(form, text, at)?.[0].length ?? 0);
