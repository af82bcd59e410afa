import type { Entry } from "../../webhooks/contract/evidence.ts";
import { KEPT_CHARS, MOST_KEPT } from "../../webhooks/contract/foreign-text.ts";
import { cleanLine } from "./clean-text.ts";
import { pathRole } from "./paths.ts";

/** A file that holds what an author tells the users, or will become a part of it. */
type EntryFile = { from: "changelog" | "fragment" | "changeset"; path: string };
type Changed = { path: string; additions: number; deletions: number };

/** More places than this no single change speaks at: it gathers what others said. */
const MOST_PLACES = 8;

/** Where a change adds to what is told. A release gathers: it takes fragments away, or writes into many changelogs at once. */
export function entryFilesOf(files: readonly Changed[]): EntryFile[] {
  const makes = files.some(({ path }) => pathRole(path) === "product");
  const places = files.flatMap(({ path, additions, deletions }) => {
    const from = pathRole(path);
    if (from !== "changelog" && from !== "fragment" && from !== "changeset") return [];
    // A piece is a file of its own: where lines of it go, it was there, and somebody else's unless something is made besides.
    const isOwn = from === "changelog" || deletions === 0 || makes;
    return [{ from, path, adds: additions > 0 && additions >= deletions && isOwn }];
  });
  const pieces = places.filter(({ from }) => from !== "changelog");
  const gathers = pieces.length > 0 && pieces.every(({ adds }) => !adds);
  // Who changes nothing else tells of what others changed.
  const isAlone = pieces.length === 0 && files.every(({ path }) => pathRole(path) === "changelog");
  if (gathers || isAlone || places.length > MOST_PLACES) return [];
  return places.filter(({ adds }) => adds).map(({ from, path }) => ({ from, path }));
}

/**
 * What a pull request tells the users of its repository.
 *
 * @param texts Of its entry files, where they were read, by path; of a changelog all that is in it.
 * @param body Whole; empty where a machine wrote it, which quotes what others released.
 */
export function entriesOf(
  { number, files, body }: { number: number; files: readonly Changed[]; body: string },
  texts: ReadonlyMap<string, string | null>,
): Entry[] {
  const told = entryFilesOf(files).map(({ from, path }): Entry => {
    const text = texts.get(path) ?? null;
    if (text === null) return { from, text };
    if (from === "changelog") return { from, text: lineAbout(number, text) };
    return from === "changeset" ? changesetIn(text) : { from, text: textIn(text) };
  });
  return [...told, ...releaseNotesIn(body)].slice(0, MOST_KEPT.entries);
}

const textIn = (text: string): string => cleanLine(text.replace(/^[-*#>\s]+/, ""), KEPT_CHARS.entry);

/** The line of a changelog that names a pull request, without its bullet. */
function lineAbout(number: number, changelog: string): string | null {
  const names = [`#${number}`, `/pull/${number}`];
  const line = changelog.split("\n").find((one) =>
    names.some((name) => {
      const at = one.indexOf(name);
      return at >= 0 && !/\d/.test(one.charAt(at + name.length));
    }),
  );
  return line === undefined ? null : textIn(line);
}

const BUMPS = ["none", "patch", "minor", "major"] as const;

/** Front matter with the packages and how much each grows, then the text. @source the format of changesets. */
function changesetIn(text: string): Entry {
  const lines = text.split("\n").map((line) => line.trim());
  const [begin, end] = [lines.indexOf("---"), lines.indexOf("---", lines.indexOf("---") + 1)];
  if (begin < 0 || end < 0) return { from: "changeset", text: textIn(text) };
  const asked = lines.slice(begin + 1, end).map((line) => BUMPS.findIndex((bump) => line.endsWith(`: ${bump}`)));
  const bump = BUMPS[Math.max(-1, ...asked)];
  return { from: "changeset", text: textIn(lines.slice(end + 1).join("\n")), ...(bump && { bump }) };
}

/** "NONE", "N/A", "-": the template's question was answered, and the answer is that there is nothing. */
const NOTHING = /^[-*\s]*(?:none|n\/?a|no|nothing|-)[.!]?$/i;
const FENCE = /^```+\s*release-?notes?\b/i;
/** @source Clippy's template, and GitLab's trailer. */
const LINE = /^changelog:\s*(\S.*)$/i;
const HEADING = /^(?:#{1,6}\s*|\*\*)?release notes?:?(?:\*\*)?:?$/i;

/**
 * The block for users in a description.
 *
 * @source Kubernetes: a fence named `release-note`; Zed and others: a list below "Release Notes:"; Clippy and GitLab: one line.
 */
function releaseNotesIn(body: string): Entry[] {
  const lines = body.split("\n").map((line) => line.trim());
  const fence = lines.findIndex((line) => FENCE.test(line));
  if (fence >= 0) {
    const end = lines.findIndex((line, at) => at > fence && line.startsWith("```"));
    return [noteOf(lines.slice(fence + 1, end < 0 ? undefined : end))];
  }
  const said = lines.flatMap((line) => LINE.exec(line)?.[1] ?? [])[0];
  if (said !== undefined) return [noteOf([said])];
  const heading = lines.findIndex((line) => HEADING.test(line));
  if (heading < 0) return [];
  const below = lines
    .slice(heading + 1)
    .join("\n")
    .trimStart()
    .split("\n");
  const end = below.findIndex((line) => line === "" || line.startsWith("#"));
  return [noteOf(below.slice(0, end < 0 ? undefined : end))];
}

function noteOf(lines: readonly string[]): Entry {
  const said = lines.filter((line) => line !== "" && !line.startsWith("<!--"));
  const isNothing = said.length === 0 || said.every((line) => NOTHING.test(line));
  return isNothing
    ? { from: "release_note", text: null, bump: "none" }
    : { from: "release_note", text: textIn(said.join(" ")) };
}
