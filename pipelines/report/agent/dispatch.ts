import { readJson } from "../../../base/bounded-json.ts";
import { canonicalJson } from "../../../webhooks/contract/digest.ts";
import { pullRequestRef, type Source } from "../../../webhooks/contract/parameters.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { citation } from "../../../webhooks/contract/report-text.ts";
import { startWithin, cleanLine, cleanText } from "../../text/clean-text.ts";
import type { GithubClient } from "../../github/client.ts";
import { ARGUMENT_BOUNDS, type ToolCall } from "../../models/chat.ts";
import { fullRef } from "./answer.ts";
import { dataLine } from "./evidence-line.ts";
import { agentTools, type AgentTool, type FoundByTool } from "./tools.ts";

/** How a tool call ended. `denied`: it was not made, for it is not allowed. `failed`: GitHub had no answer. */
export type ToolOutcome = {
  outcome: "done" | "denied" | "failed";
  /** For the model: one line of JSON of at most 6,000 characters in which nothing can look like our marks. */
  content: string;
  /** For people, one short line. */
  detail: string;
  /** What it was about, as owner/repo#n; empty when it was denied. */
  prs: string[];
};

type Deps = {
  github: GithubClient;
  sources: readonly Source[];
  /** Names of the tools that this run may use; absent: all. */
  allowed?: readonly string[];
};

export const MAX_CONTENT_CHARS = 6_000;
const MAX_DETAIL_CHARS = 160;
const MAX_LABEL_CHARS = 120;

/**
 * Does what a model asks for, if it is allowed: known tools, right arguments, the run's repositories.
 *
 * @throws the signal's reason, and nothing else that anybody could cause from outside.
 */
export async function dispatch(
  call: ToolCall,
  { github, sources, allowed }: Deps,
  signal: AbortSignal,
): Promise<ToolOutcome> {
  signal.throwIfAborted();
  const read = readCall(call, sources, allowed);
  if ("denial" in read) return outcome("denied", read.denial, [], read.help);
  const { tool, args, ref } = read;
  const [repo = "", number] = ref.split("#");
  try {
    const from = { github, repo, number: Number(number), cited: citation(ref, sources), signal };
    const { facts, detail } = await tool.read(args, from);
    return { outcome: "done", content: contentOf(facts), detail: cleanLine(detail, MAX_DETAIL_CHARS), prs: [ref] };
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof Problem)) throw error;
    return outcome("failed", error.message, [ref]);
  }
}

/** A call in words, for people: `read_pull_request acme/harbor#12`. */
export function labelOf(call: ToolCall, sources: readonly Source[]): string {
  const read = readCall(call, sources);
  if ("denial" in read) return cleanLine(`${call.name} ${call.arguments}`, MAX_LABEL_CHARS);
  const path = typeof read.args["path"] === "string" ? ` ${read.args["path"]}` : "";
  return cleanLine(`${read.tool.name} ${read.ref}${path}`, MAX_LABEL_CHARS);
}

/**
 * What a call asks for, however it is written: the order of keys and blanks, `1`, `#1` and `acme/harbor#1`, a key that is null and one
 * that is not there are alike.
 */
export function meaningOf({ name, arguments: text }: ToolCall, sources: readonly Source[]): string {
  const json = readJson(text, ARGUMENT_BOUNDS);
  if (!json.ok || typeof json.value !== "object" || json.value === null) return `${name} ${cleanLine(text, Infinity)}`;
  const about = agentTools.find((tool) => tool.name === name)?.subject;
  const said = Object.entries(json.value).flatMap(([key, value]: [string, unknown]) => {
    const plain = typeof value === "string" || typeof value === "number" ? String(value).trim() : value;
    if (plain === null || plain === "") return [];
    const isSubject = key === about && typeof plain === "string";
    return [[key, isSubject ? fullRef(plain, sources).toLowerCase() : plain] as const];
  });
  return `${name} ${canonicalJson(Object.fromEntries(said))}`;
}

/** `denial` is for people and the model, `help` tells the model what is allowed. */
type Denial = { denial: string; help: string };
type ReadCall = { tool: AgentTool; args: Record<string, unknown>; ref: string } | Denial;

function readCall(call: ToolCall, sources: readonly Source[], allowed?: readonly string[]): ReadCall {
  const tools = agentTools.filter(({ name }) => !allowed || allowed.includes(name));
  const tool = tools.find(({ name }) => name === call.name);
  if (!tool) return unknownTool(call.name, tools);
  const args = readArguments(tool, call.arguments);
  if (typeof args === "string") return { denial: args, help: usageOf(tool) };
  const place = readRef(String(args[tool.subject]), sources);
  return "denial" in place ? place : { tool, args, ref: place.ref };
}

function unknownTool(name: string, tools: readonly AgentTool[]): Denial {
  const names = tools.map((each) => each.name).join(", ");
  const help = names ? `The tools are ${names}.` : "This run has none.";
  return { denial: `There is no tool ${cleanLine(name, 60) || "without a name"}.`, help };
}

/** @returns the arguments, or what is wrong with them. */
function readArguments(tool: AgentTool, text: string): Record<string, unknown> | string {
  const json = readJson(text, ARGUMENT_BOUNDS);
  if (!json.ok) return `The arguments of ${tool.name} are ${json.excess ? "far too many" : "not JSON"}.`;
  const read = tool.arguments.safeParse(json.value);
  if (read.success) return read.data;
  const [{ path, message } = { path: [], message: "unknown" }] = read.error.issues;
  const where = path.length > 0 ? `${path.join(".")}: ` : "";
  return `The arguments of ${tool.name} do not fit: ${cleanLine(where + message, 120)}.`;
}

function usageOf({ arguments: { shape } }: AgentTool): string {
  const keys = Object.entries(shape).map(([name, { description }]) => `${name}: ${description}`);
  return `It takes one object with exactly these keys. ${keys.join(" ")}`;
}

/** With one repository a bare number is enough. A pull request need not be in the window, only in one of the run's repositories. */
function readRef(written: string, sources: readonly Source[]): { ref: string } | Denial {
  const full = fullRef(written, sources);
  const example = citation(`${sources[0]?.repo}#12`, sources);
  if (!pullRequestRef.safeParse(full).success) {
    const denial = `“${cleanLine(written, 60)}” names no pull request or issue of this run.`;
    return { denial, help: `Write it as ${example}.` };
  }
  const [repo = "", number] = full.split("#");
  const source = sources.find((each) => each.repo.toLowerCase() === repo.toLowerCase());
  if (source) return { ref: `${source.repo}#${number}` };
  const denial = `${repo} is not one of this run's repositories.`;
  return { denial, help: `They are ${sources.map((each) => each.repo).join(", ")}.` };
}

function outcome(kind: "denied" | "failed", sentence: string, prs: string[], help = ""): ToolOutcome {
  const content = contentOf({ [kind]: `${sentence} ${help}` });
  return { outcome: kind, content, detail: cleanLine(sentence, MAX_DETAIL_CHARS), prs };
}

/** Takes off the end of the longest text until everything fits; escapes make texts longer than they look. */
function contentOf(facts: FoundByTool["facts"]): string {
  const left = new Map(Object.entries(facts).map(([name, value]) => [name, cleaned(value)]));
  for (;;) {
    const content = dataLine(Object.fromEntries(left));
    const excess = content.length - MAX_CONTENT_CHARS;
    const texts = [...left].filter((each): each is [string, string] => typeof each[1] === "string");
    const [name, text] = texts.sort(([, a], [, b]) => b.length - a.length)[0] ?? [];
    if (excess <= 0 || name === undefined || !text) return content;
    left.set(name, shortened(text, excess));
  }
}

/** @param excess How many characters too long the text is once it is escaped. */
function shortened(text: string, excess: number): string {
  const length = dataLine(text).length;
  const chars = Math.floor((text.length * (length - excess)) / length) - 1;
  return chars > 0 ? startWithin(text, chars) : "";
}

function cleaned(value: FoundByTool["facts"][string]): FoundByTool["facts"][string] {
  if (typeof value === "string") return cleanText(value, Number.POSITIVE_INFINITY);
  return Array.isArray(value) ? value.map((each) => cleanLine(each, Number.POSITIVE_INFINITY)) : value;
}
