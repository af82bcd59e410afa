import type { Plan } from "../../text/plan/plan.ts";
import type { Tools } from "../tools.ts";
import type { ShareAnswer } from "./answer.ts";
import { beginShares } from "./begin-shares.ts";
import { type Draft, isOpen } from "./draft.ts";
import type { WritersBrief } from "./prompt.ts";
import { tokensLeft } from "./room.ts";
import type { Share } from "./share.ts";

type Divided = { shares: Share[]; drafts: Draft<ShareAnswer>[] };
/** A server that refuses what should fit counts otherwise than we do. */
const LESS = 0.75;
const MOST_DIVISIONS = 3;

/**
 * Shares that did not fit into the window that a writer met, or would not, as smaller ones of their own. What nobody has met a window with
 * stays as it is.
 */
export function dividedAgain(
  { shares, drafts }: Divided,
  plan: Plan,
  brief: WritersBrief,
  tools: Pick<Tools, "spec">,
  model: string,
): Divided {
  const window = metWindow(drafts);
  if (window === null) return { shares, drafts };
  const parts = shares.map((share): Divided => {
    const draft = drafts.find(({ id }) => id === share.id);
    if (!draft || !isOutgrown(draft, window)) return { shares: [share], drafts: draft ? [within(draft, window)] : [] };
    const room = draft.room && { ...draft.room, window, isMet: true };
    const own = new Set([...share.prs, ...share.also]);
    const part: Plan = { ...plan, planned: plan.planned.filter(({ pr }) => own.has(pr.ref)) };
    const { rung, bounded, used, tried } = draft;
    const begun = beginShares(part, brief, { room, tools: room?.tools ?? null, rung, bounded, model }, tools);
    // Not even one of its pull requests has room there, or it was divided often enough.
    if (begun.drafts.some((each) => !isOpen(each)) || share.id.split("-").length > MOST_DIVISIONS + 1) {
      return { shares: [share], drafts: [{ ...draft, outgrew: null }] };
    }
    const named = (id: string) => id.replace("share", share.id);
    return {
      shares: begun.shares.map((each) => ({ ...each, id: named(each.id) })),
      drafts: begun.drafts.map((each, index) => {
        const before = index === 0 ? { used, tried: [...tried, ...each.tried] } : {};
        return { ...each, ...before, id: named(each.id) };
      }),
    };
  });
  return { shares: parts.flatMap((part) => part.shares), drafts: parts.flatMap((part) => part.drafts) };
}

/** The smallest that any of them met now; null: none did. */
function metWindow(drafts: readonly Draft<ShareAnswer>[]): number | null {
  const met = drafts.flatMap(({ outgrew, room }) => {
    if (outgrew === null || room === null) return [];
    return [room.window === null || outgrew < room.window ? outgrew : Math.floor(room.window * LESS)];
  });
  return met.length > 0 ? Math.min(...met) : null;
}

function isOutgrown(draft: Draft<ShareAnswer>, window: number): boolean {
  if (draft.outgrew !== null) return true;
  const isUnasked = isOpen(draft) && draft.room !== null && draft.used.model_calls === 0;
  return isUnasked && tokensLeft(window, draft.messages) < draft.needs_tokens;
}

function within(draft: Draft<ShareAnswer>, window: number): Draft<ShareAnswer> {
  return isOpen(draft) && draft.room ? { ...draft, room: { ...draft.room, window, isMet: true } } : draft;
}
