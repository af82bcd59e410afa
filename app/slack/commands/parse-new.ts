import type { Channel } from "../../../db/app/columns.ts";
import { branchName } from "../../../webhooks/contract/github-names.ts";
import type { WindowChoice } from "../../../db/app/tables.ts";
import { type AnalysisType, repoName, tones, type Parameters } from "../../../webhooks/contract/parameters.ts";
import { tagRange } from "../../updates/tag-range.ts";
import { PRESETS } from "../../words.ts";
import { channelIn, unescaped, wordsIn } from "../read-words.ts";

/** What `/pulse new …` asks for; what was not said is null. */
export type NewAsked = {
  repo: string;
  branch: string | null;
  window: { preset: (typeof PRESETS)[number] } | Extract<WindowChoice, { preset: "dates" | "release" | "tags" }> | null;
  kind: AnalysisType | null;
  tone: Parameters["tone"] | null;
  channel: Channel | null;
};

/** A word that cannot be meant here, as it was typed, and why. */
type WrongWord = { word: string; why: string };

type ParsedNew = { ok: true; asked: NewAsked } | { ok: false; wrong: WrongWord[] };

/** What stands behind "since" for the newest release. */
const NEWEST: ReadonlySet<string> = new Set(["release", "latest", "newest"]);
const DATES = /^(\d{4}-\d{2}-\d{2})(?:\.{2,3}|…)(\d{4}-\d{2}-\d{2})$/;

/** Reads the words in whatever order they come, and finds every one that is wrong. */
export function parseNew(text: string): ParsedNew {
  const asked: Partial<NewAsked> = {};
  const wrong: WrongWord[] = [];
  const words = wordsIn(text);
  for (let at = 0; at < words.length; at++) {
    const { name, value, taken } = optionAt(words, at);
    const read = name ? optionOf(name, value) : wordOf(words[at] ?? "");
    at += taken;
    if ("why" in read)
      wrong.push({ word: shown(words[at - taken] ?? "", taken ? words[at] : undefined), why: read.why });
    else if (read.field in asked) wrong.push({ word: shown(words[at - taken] ?? ""), why: TWICE[read.field] });
    else Object.assign(asked, { [read.field]: read.value });
  }
  if (asked.repo === undefined) wrong.push({ word: "", why: "Name a repository as owner/repo." });
  if (wrong.length > 0 || asked.repo === undefined) return { ok: false, wrong };
  const { repo, branch = null, window = null, kind = null, tone = null, channel = null } = asked;
  return { ok: true, asked: { repo, branch, window, kind, tone, channel } };
}

const TWICE: Record<keyof NewAsked, string> = {
  repo: "There is a repository already: one command, one repository.",
  branch: "There is a branch already.",
  window: "There is a range already.",
  kind: "There is a kind already.",
  tone: "There is a tone already.",
  channel: "There is a channel already.",
};

/** "--base b", "--base=b" and "since v1.4.0"; `taken`: how many more words belong to it. */
function optionAt(words: readonly string[], at: number): { name: string; value: string; taken: number } {
  const [, name = "", value] = /^--([a-z]*)(?:=([^]*))?$/i.exec(words[at] ?? "") ?? [];
  const isOption = /^--/.test(words[at] ?? "");
  if (words[at]?.toLowerCase() === "since") {
    const value = words[at + 1] ?? "";
    return { name: "since", value, taken: value ? 1 : 0 };
  }
  if (!isOption) return { name: "", value: "", taken: 0 };
  if (value !== undefined) return { name: name.toLowerCase() || "--", value, taken: 0 };
  const next = words[at + 1];
  const takes = name !== "" && next !== undefined && !next.startsWith("--");
  return { name: name.toLowerCase() || "--", value: takes ? next : "", taken: takes ? 1 : 0 };
}

type Read = { [Field in keyof NewAsked]: { field: Field; value: NewAsked[Field] } }[keyof NewAsked] | { why: string };

function optionOf(name: string, value: string): Read {
  if (name === "base") {
    const branch = unescaped(value);
    return branchName.safeParse(branch).success
      ? { field: "branch", value: branch }
      : { why: "It needs a branch after it." };
  }
  if (name === "to") {
    const channel = channelIn(value);
    return channel ? { field: "channel", value: channel } : { why: "It needs a #channel after it." };
  }
  if (name === "since") {
    const tag = NEWEST.has(value.toLowerCase()) ? "" : unescaped(value);
    const isTag = value !== "" && (tag === "" || branchName.safeParse(tag).success);
    return isTag
      ? { field: "window", value: { preset: "release", tag } }
      : { why: "It needs a tag after it, or release." };
  }
  return { why: "There are --base and --to." };
}

function wordOf(word: string): Read {
  const repo = repoIn(word);
  if (repo) return { field: "repo", value: repo };
  const small = word.toLowerCase();
  const preset = PRESETS.find((one) => one === small);
  if (preset) return { field: "window", value: { preset } };
  const tone = tones.find((one) => one === small);
  if (tone) return { field: "tone", value: tone };
  if (small === "next") return { field: "kind", value: "whats_next" };
  const [, from, to] = DATES.exec(word) ?? [];
  if (from && to) return { field: "window", value: { preset: "dates", from, to } };
  const tags = tagRange(unescaped(word));
  if (tags) return { field: "window", value: { preset: "tags", ...tags } };
  if (channelIn(word)) return { why: "Say where with --to in front of it." };
  return { why: "That is none of the words that I know here." };
}

/** owner/repo, or its address on GitHub. */
function repoIn(word: string): string | null {
  const [, named = word] = /^<?https:\/\/github\.com\/([^/|>]+\/[^/|>]+?)(?:\.git)?\/?(?:\|[^>]*)?>?$/.exec(word) ?? [];
  return repoName.safeParse(named).success ? named : null;
}

const shown = (...words: (string | undefined)[]): string =>
  words
    .flatMap((word) => word ?? [])
    .map(unescaped)
    .join(" ");
