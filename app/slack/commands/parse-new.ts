import type { Channel } from "../../../db/app/columns.ts";
import { branchName } from "../../../webhooks/contract/github-names.ts";
import { repoName, tones, type Parameters } from "../../../webhooks/contract/parameters.ts";
import { PRESETS } from "../../words.ts";
import { channelIn, unescaped, wordsIn } from "../read-words.ts";

/** What `/pulse new …` asks for; what was not said is null. */
export type NewAsked = {
  repo: string;
  branch: string | null;
  window: { preset: (typeof PRESETS)[number] } | { preset: "dates"; from: string; to: string } | null;
  tone: Parameters["tone"] | null;
  channel: Channel | null;
};

/** A word that cannot be meant here, as it was typed, and why. */
type WrongWord = { word: string; why: string };

type ParsedNew = { ok: true; asked: NewAsked } | { ok: false; wrong: WrongWord[] };

const DATES = /^(\d{4}-\d{2}-\d{2})(?:\.\.|…)(\d{4}-\d{2}-\d{2})$/;

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
  const { repo, branch = null, window = null, tone = null, channel = null } = asked;
  return { ok: true, asked: { repo, branch, window, tone, channel } };
}

const TWICE: Record<keyof NewAsked, string> = {
  repo: "There is a repository already: one command, one repository.",
  branch: "There is a branch already.",
  window: "There is a range already.",
  tone: "There is a tone already.",
  channel: "There is a channel already.",
};

/** "--base b" and "--base=b"; `taken`: how many more words belong to it. */
function optionAt(words: readonly string[], at: number): { name: string; value: string; taken: number } {
  const [, name = "", value] = /^--([a-z]*)(?:=([^]*))?$/i.exec(words[at] ?? "") ?? [];
  const isOption = /^--/.test(words[at] ?? "");
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
  const [, from, to] = DATES.exec(word) ?? [];
  if (from && to) return { field: "window", value: { preset: "dates", from, to } };
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
