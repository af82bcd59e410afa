import { resultsOf, type VersionResults } from "../../db/pipelines/template-results.ts";
import { listReadiness } from "../../db/pipelines/readiness.ts";
import * as rows from "../../db/pipelines/templates.ts";
import type { ReadinessRow } from "../../db/pipelines/template-tables.ts";
import type { Tag, TagMoveRow, TemplateVersion } from "../../db/pipelines/tables.ts";
import type {
  TagMove,
  TemplateHistory,
  TemplateTag,
  TemplateVersionAnswer,
  VersionDifferences,
} from "../../webhooks/contract/templates.ts";
import { NOT_LOOKED_AT, type VersionReadiness } from "../../webhooks/contract/readiness.ts";
import type { Deps } from "../deps.ts";
import { BUILT_IN } from "./built-in.ts";
import { specDifferences } from "./differences.ts";
import { requireDraft, templateDraftOf } from "./draft.ts";
import { unfitBecause } from "./fit.ts";
import { differencesBetween } from "./known-contracts.ts";
import { specFrom } from "./parts.ts";
import { requireTemplate, requireVersion } from "./require-template.ts";
import { specification, type Spec } from "./specification.ts";

const RESULTS_MS = 30 * 24 * 3_600_000;
const MOST_MOVES = 200;

/** Everything about one template: its versions, newest first, with what their runs came to, its tags, and how they moved. */
export async function templateHistoryOf(deps: Deps, given: string): Promise<TemplateHistory> {
  const { db, clock } = deps;
  const versions = await requireTemplate(db, given);
  const [{ name }] = versions;
  const [tags, moves, copy, results, looks] = await Promise.all([
    rows.listTags(db, name),
    rows.listMoves(db, name, MOST_MOVES),
    rows.findCopy(db, name),
    resultsOf(db, name, new Date(clock().getTime() - RESULTS_MS)),
    listReadiness(db, name),
  ]);
  return {
    name,
    built_in: name === BUILT_IN,
    copied_from: copy?.copied_from ?? null,
    versions: versions.map((one) => shownVersion(deps, one, { tags, results, looks })),
    tags: tags.map(shownTag),
    moves: moves.map(shownMove),
  };
}

export function shownVersion(
  { release }: Pick<Deps, "release">,
  stored: TemplateVersion,
  around: { tags: readonly Tag[]; results?: readonly VersionResults[]; looks?: readonly ReadinessRow[] },
): TemplateVersionAnswer {
  const { tags, results = [], looks = [] } = around;
  const { name, version, hash, note, made_by, commit, dirty, base, skills, created_at } = stored;
  const { template_version: _, ...ended } = results.find((one) => one.template_version === version) ?? NONE;
  return {
    name,
    version,
    hash,
    note,
    made_by,
    release: stored.release,
    commit,
    dirty,
    base,
    skills,
    tags: tags.filter((tag) => tag.name === name && tag.version === version).map(({ tag }) => tag),
    description: specification.safeParse(stored.spec).data?.description ?? "",
    unfit: unfitBecause(stored, release),
    readiness: shownReadiness(looks.find((one) => one.version === version)),
    results: ended,
    created_at: created_at.toISOString(),
  };
}

export function shownReadiness(row: ReadinessRow | undefined): VersionReadiness {
  if (!row) return NOT_LOOKED_AT;
  return { state: row.state, reasons: row.reasons, checked_at: row.checked_at.toISOString() };
}

const NONE: VersionResults = { template_version: 0, runs: 0, failed: 0, degraded: 0, cost_usd: null, seconds: null };

function shownTag({ tag, version, share, reason, moved_by, moved_at }: Tag): TemplateTag {
  return { tag, version, share, reason, moved_by, moved_at: moved_at.toISOString() };
}

function shownMove({ tag, from_version, to_version, share, reason, moved_by, moved_at }: TagMoveRow): TagMove {
  return { tag, from: from_version, to: to_version, share, reason, by: moved_by, at: moved_at.toISOString() };
}

/** Two versions, or a version and the draft, field by field. @param newer Null: the draft. @throws {Problem} `not_found`, `conflict` */
export async function differencesOf(
  deps: Deps,
  given: string,
  older: number,
  newer: number | null,
): Promise<VersionDifferences> {
  const [{ name }] = await requireTemplate(deps.db, given);
  const was = specification.parse((await requireVersion(deps.db, name, older)).spec);
  if (newer !== null) {
    const is = specification.parse((await requireVersion(deps.db, name, newer)).spec);
    return { older, newer, ...specDifferences(was, is), contract: await contractOf(deps, was, is) };
  }
  const { number } = await templateDraftOf(deps, name);
  const { row, base } = await requireDraft(deps, name, number);
  const is = specFrom(base, row.parts, specification.parse(deps.release.spec));
  return { older, newer, ...specDifferences(was, is), contract: await contractOf(deps, was, is) };
}

/** What would break where they were published under two contracts: for whoever sends by the older one. */
async function contractOf({ db }: Deps, was: Spec, is: Spec): Promise<VersionDifferences["contract"]> {
  const found = await differencesBetween(db, was.contract, is.contract);
  return found && [...found];
}
