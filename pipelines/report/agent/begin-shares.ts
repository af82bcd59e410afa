import type { Plan, PlannedPull } from "../../text/plan/plan.ts";
import { readAnalysisType } from "../../templates/prompts.ts";
import type { Tools } from "../tools.ts";
import type { ShareAnswer } from "./answer.ts";
import { beginDraft, type Draft, giveUp } from "./draft.ts";
import { type Detail, shownTitle } from "./evidence-line.ts";
import { shareForm, tokensOfPull } from "./form.ts";
import type { KnownServer } from "./known-server.ts";
import { pullsOf } from "./merge.ts";
import { shareMessages, writeMessage, type WritersBrief } from "./prompt.ts";
import { hasRoomToLook, isSmall, tokensLeft } from "./room.ts";
import { type Fit, type Share, sharesOf, tokensOfShare } from "./share.ts";
import { toolDefinitions } from "./tools.ts";

type Begun = { shares: Share[]; drafts: Draft<ShareAnswer>[] };

/** Divides what is to be written into shares that the model's window has room for, and begins each. */
export function beginShares(
  plan: Plan,
  brief: WritersBrief,
  server: KnownServer,
  { spec }: Pick<Tools, "spec">,
): Begun {
  const { limits, tools: names } = spec;
  const { room, rung, bounded } = server;
  const { sources } = brief;
  const kinds = kindsOf(brief);
  const fitting = fittedShares(plan, brief, server, { spec });
  const tools = toolDefinitions().filter(({ name }) => names.includes(name));
  const drafts = fitting.shares.map((share): Draft<ShareAnswer> => {
    const needs_tokens = shareForm(kinds, share, sources).tokens;
    const messagesOf = (reads: boolean) => shareMessages(share, pullsOf(share, plan), brief, reads);
    const isAble = server.tools !== false && !isSmall(room?.window ?? null);
    const mayRead = isAble && fitting.shares.length <= limits.shares_that_read;
    const reads = mayRead && hasRoomToLook({ room, messages: messagesOf(true), needs_tokens }, tools);
    const begin = { job: "share" as const, id: share.id, title: share.title, messages: messagesOf(reads), reads };
    const { answers: tries_left, answer_tokens } = limits;
    const draft = beginDraft<ShareAnswer>({ ...begin, rung, bounded, answer_tokens, tries_left, needs_tokens, room });
    return fitting.needs === null ? draft : giveUp(draft, tooSmall(server, fitting.needs));
  });
  return { shares: fitting.shares, drafts };
}

const kindsOf = ({ prompts, parameters }: WritersBrief) =>
  readAnalysisType(prompts, parameters.analysis_type).sections.map(([kind]) => kind);

/** From usual to hardly more than titles: the first with which shares are of this many. */
const DETAILS: readonly (Detail | undefined)[] = [undefined, "short", "least"];
const PULLS_OF_A_SHARE = 5;
/** More than these a small model mixes up. @source tried with one of 135 million parameters: five well, nine not at all. */
export const PULLS_FOR_EACH = 6;
/** What a model says before its answer, and what one thinks of which that is known, if the window is large enough. */
const ASIDE_TOKENS = 100;
const THOUGHTS_TOKENS = 3_000;

/** @returns `needs`: the window that the smallest share would need; null: all fit. */
function fittedShares(
  plan: Plan,
  brief: WritersBrief,
  server: KnownServer,
  { spec }: Pick<Tools, "spec">,
): { shares: Share[]; needs: number | null } {
  const { sources } = brief;
  const usual = sharesOf(plan, spec.limits, sources);
  const window = server.room?.window ?? null;
  if (window === null || usual.length === 0) return { shares: usual, needs: null };
  let needs = 0;
  const each = isSmall(window) && brief.prompts["each"] !== undefined;
  const limits = each ? { ...spec.limits, share_pulls: PULLS_FOR_EACH } : spec.limits;
  for (const detail of each ? DETAILS.slice(1) : DETAILS) {
    const fit = { ...fitOf(window, brief, server, detail), ...(each && { each }) };
    const shares = sharesOf(plan, limits, sources, fit);
    const largest = Math.max(...shares.map((share) => tokensOfShare(share, plan, sources, fit)));
    const pulls = shares.reduce((sum, { prs }) => sum + prs.length, 0);
    const areFew = shares.length <= Math.ceil(pulls / (each ? PULLS_FOR_EACH - 2 : PULLS_OF_A_SHARE));
    if (largest <= fit.tokens && (areFew || detail === DETAILS.at(-1))) return { shares, needs: null };
    needs = window - fit.tokens + largest;
  }
  return { shares: usual, needs: Math.ceil(needs / 100) * 100 };
}

/** What is left of the window beside what stands in every conversation. */
function fitOf(window: number, brief: WritersBrief, { rung, room }: KnownServer, detail: Detail | undefined): Fit {
  const kinds = kindsOf(brief);
  const empty: Share = { id: "", title: "", prs: [], also: [], most_items: 0 };
  const form = shareForm(kinds, empty, brief.sources);
  const messages = [
    ...shareMessages(empty, { own: [], also: [] }, brief, false),
    // The longest of the forms that are asked for in words.
    writeMessage({ job: "share", rung, bounded: false }, form, brief),
  ];
  const aside = room?.thinks ? Math.min(THOUGHTS_TOKENS, Math.floor(window / 2)) : ASIDE_TOKENS;
  const tokens = tokensLeft(window, messages) - form.tokens - aside;
  // Where each gets one sentence its title is said again; elsewhere that is a little room more.
  const ofAnswer = (pull: PlannedPull) => tokensOfPull(detail, `${pull.pr.ref}${shownTitle(pull, detail)}`);
  return { tokens, ofAnswer, ...(detail && { detail }) };
}

function tooSmall({ model, room }: KnownServer, needs: number): string {
  const window = (room?.window ?? 0).toLocaleString("en");
  const remedy = "Give it a larger context on its server, or choose another model.";
  return `${model} has a context window of ${window} tokens, and a part of this text needs ${needs.toLocaleString("en")}. ${remedy}`;
}
