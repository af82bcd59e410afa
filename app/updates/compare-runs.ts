import type { GenerationRow } from "../../db/app/run-history.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Item } from "../../webhooks/contract/report.ts";
import type { RunComparison, RunRow } from "../../webhooks/contract/run-history.ts";
import { windowText } from "../../webhooks/contract/window-text.ts";
import type { Actor, Deps } from "../deps.ts";
import type { ReadReport } from "../pipelines-client.ts";
import { getRunRow } from "./get-run-row.ts";
import { runRowOf } from "./run-row.ts";

/** Two runs beside each other: what they were asked for, had read, and told. @throws {Problem} `not_found` */
export async function compareRuns(deps: Deps, actor: Actor, ids: readonly [string, string]): Promise<RunComparison> {
  const [first, second] = await Promise.all([getRunRow(deps, actor, ids[0]), getRunRow(deps, actor, ids[1])]);
  const [one, other] = [runRowOf(deps, first), runRowOf(deps, second)];
  const [was, is] = await Promise.all([reportOf(deps, first), reportOf(deps, second)]);
  const both = was && is;
  return {
    one,
    other,
    differences: differencesOf(one, other),
    evidence: both ? evidenceOf(was, is) : null,
    items: both ? itemsOf(was.report.items, is.report.items) : null,
  };
}

/** Null: it is not there, or was never written. @throws {Problem} where nobody answers */
async function reportOf({ pipelines }: Deps, { artifact_uri }: GenerationRow): Promise<ReadReport | null> {
  if (artifact_uri === null) return null;
  try {
    return await pipelines.readReport(artifact_uri);
  } catch (error) {
    if (error instanceof Problem && error.code === "not_found") return null;
    throw error;
  }
}

const UNKNOWN = "not known";
const count = (value: number | null): string => value?.toLocaleString("en") ?? UNKNOWN;

/** In the order in which one asks. */
const FACTS: readonly [string, (row: RunRow) => string][] = [
  ["state", ({ state }) => state.replaceAll("_", " ")],
  ["window", ({ window }) => (window ? windowText(window, "short") : UNKNOWN)],
  ["merged pull requests", ({ merged }) => count(merged)],
  ["version", ({ template }) => template ?? UNKNOWN],
  ["asked for as", ({ asked_template }) => asked_template ?? "what is in production"],
  ["model", ({ model }) => model],
  ["policy", ({ policy }) => (policy === null ? "none" : `${policy}`)],
  ["calls to a model", ({ model_calls }) => count(model_calls)],
  ["cost", ({ cost_usd }) => (cost_usd === null ? UNKNOWN : `$${cost_usd.toFixed(4)}`)],
  ["time", ({ seconds }) => (seconds === null ? UNKNOWN : `${seconds.toFixed(1)} s`)],
];

function differencesOf(one: RunRow, other: RunRow): RunComparison["differences"] {
  return FACTS.flatMap(([what, say]) => {
    const [before, after] = [say(one), say(other)];
    return before === after ? [] : [{ what, one: before, other: after }];
  });
}

function evidenceOf(one: ReadReport, other: ReadReport): NonNullable<RunComparison["evidence"]> {
  const [was, is] = [pullsOf(one), pullsOf(other)];
  const missing = (from: Map<string, string>, here: Map<string, string>) =>
    [...from].filter(([pr]) => !here.has(pr)).map(([pr, title]) => ({ pr, title }));
  const only_one = missing(was, is);
  return { both: was.size - only_one.length, only_one, only_other: missing(is, was) };
}

/** Where each of them ends stands in the ledger. */
const pullsOf = ({ ledger }: ReadReport): Map<string, string> => new Map(ledger.map(({ pr, title }) => [pr, title]));

function itemsOf(one: readonly Item[], other: readonly Item[]): NonNullable<RunComparison["items"]> {
  const left = Map.groupBy(other, keyOfItem);
  const items: NonNullable<RunComparison["items"]> = { same: 0, reworded: [], only_one: [], only_other: [] };
  for (const { prs, text, ...item } of one) {
    const match = left.get(keyOfItem({ prs, text, ...item }))?.shift();
    if (!match) items.only_one.push({ prs, text });
    else if (match.text === text) items.same += 1;
    else items.reworded.push({ prs, one: text, other: match.text });
  }
  items.only_other.push(...[...left.values()].flat().map(({ prs, text }) => ({ prs, text })));
  return items;
}

/** The same pull requests are the same item, whatever it says of them. */
const keyOfItem = ({ prs }: Item): string => prs.toSorted().join(" ");
