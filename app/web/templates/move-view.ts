import { CANARY } from "../../../webhooks/contract/template-ref.ts";
import type { TemplateDetail } from "../../templates/load-template.ts";
import { shownVersions } from "./template-view.ts";
import { tagKind, templateTitle } from "./list-view.ts";
import { followsText, type MoveLine, moveLines } from "./tag-cards.ts";
import { isFew, shownTag, type ShownTag } from "./version-rows.ts";

/** The form that moves a tag, makes one, or takes one away. */
export type MoveView = {
  name: string;
  title: string;
  /** Null: it is to be named here. */
  tag: ShownTag | null;
  away: boolean;
  /** Where it stands; null: nowhere. */
  now: number | null;
  choices: MoveChoice[];
  /** The canary alone has one. */
  shares: boolean;
  typed: MoveTyped;
  follows: string[];
  errors: MoveErrors;
  problem: { message: string; remedy: string } | null;
  /** How it moved so far, newest first. */
  moves: MoveLine[];
};
type MoveChoice = { value: string; label: string; unfit: boolean; chosen: boolean };
export type MoveTyped = { tag: string; to: string; share: string; reason: string };
export type MoveErrors = Partial<Record<keyof MoveTyped, string>>;

const USUAL_SHARE = "10";
const MOST_MOVES = 20;

export function moveView(
  detail: TemplateDetail,
  typed: MoveTyped,
  drawn: { away: boolean; named: boolean; errors?: MoveErrors; problem?: MoveView["problem"] },
): MoveView {
  const { history } = detail;
  const { tag } = typed;
  const stands = history.tags.find((one) => one.tag === tag);
  const shares = tag === CANARY && !drawn.away;
  const share = typed.share || (shares ? String(stands?.share ?? USUAL_SHARE) : "");
  const to = typed.to || String(usualTo(detail, stands?.version ?? null));
  return {
    name: history.name,
    title: templateTitle(history.name),
    tag: drawn.named || stands ? shownTag({ tag, share: stands?.share ?? null }) : null,
    away: drawn.away,
    now: stands?.version ?? null,
    choices: choicesFor(detail, to),
    shares,
    typed: { ...typed, to, share },
    follows: followsText(detail, drawn.named || stands ? tag : ""),
    errors: drawn.errors ?? {},
    problem: drawn.problem ?? null,
    moves: moveLines(history.moves.filter((one) => one.tag === tag).slice(0, MOST_MOVES)),
  };
}

/** The newest that can be run and is not where the tag stands. */
function usualTo({ history }: TemplateDetail, now: number | null): number {
  const fit = history.versions.filter(({ unfit }) => unfit === null);
  return (fit.find(({ version }) => version !== now) ?? fit[0])?.version ?? 1;
}

function choicesFor({ history }: TemplateDetail, to: string): MoveChoice[] {
  return shownVersions(history).map(({ version, results, unfit }) => {
    const runs = results?.runs ?? 0;
    const known = runs === 0 ? "no run yet" : runs === 1 ? "1 run" : `${runs} runs`;
    const said = unfit ? "this release cannot run it" : isFew(runs) && runs > 0 ? `${known}, too few to judge` : known;
    const value = String(version);
    return { value, label: `Version ${version} · ${said}`, unfit: unfit !== null, chosen: value === to };
  });
}

/** A tag of a team's own is named in the form. */
export const isOwnTag = (tag: string): boolean => tagKind(tag) === "own";
