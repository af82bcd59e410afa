import type { ShareAnswer } from "./answer.ts";
import { type Draft, isOpen, type Met } from "./draft.ts";

type ShareDraft = Draft<ShareAnswer>;

/** What one writer meets and all would meet. */
const FOR_ALL = new Set<Met>(["unauthorized", "unknown_model", "no_quota", "switched_off"]);
/** The same, as long as nobody had more luck. */
const FOR_ALL_WITHOUT_TEXT = new Set<Met>([
  "rate_limited",
  "server_error",
  "timed_out",
  "unreachable",
  "unreadable",
  "too_large",
  // What could be made smaller was.
  "too_long",
  "unsupported",
  "refused_request",
  "useless",
]);

/** Why no writer of this run need be asked any more, since one was given up for it; null: they may. */
export function metByOne(drafts: readonly ShareDraft[]): string | null {
  const hasText = drafts.some(({ answer }) => answer !== null);
  const met = drafts.find(
    ({ room, met: kind }) =>
      room !== null && kind !== null && (FOR_ALL.has(kind) || (!hasText && FOR_ALL_WITHOUT_TEXT.has(kind))),
  );
  return met?.tried.at(-1) ?? null;
}

/**
 * Who makes a turn in this step. Of a server that is not known yet, or is in trouble before anybody has a text from it, one writer finds
 * out what it takes; the others wait and then begin with that.
 */
export function goingOn(drafts: readonly ShareDraft[]): ReadonlySet<string> {
  const open = drafts.filter((draft) => isOpen(draft));
  const all = new Set(open.map(({ id }) => id));
  if (drafts.some(({ answer, room }) => answer !== null || room === null)) return all;
  const troubled = open.find(({ cuts, slips, tried }) => cuts + slips + tried.length > 0);
  const isUntried = !drafts.some(({ room, met }) => room?.known || met !== null);
  const ahead = troubled ?? (isUntried ? open[0] : undefined);
  return ahead ? new Set([ahead.id]) : all;
}

/** Those that nobody has asked yet, with what the others have found out. */
export function withFound(drafts: readonly ShareDraft[]): ShareDraft[] {
  const found = drafts.find(({ answer, room }) => answer !== null && room !== null) ?? drafts.find(hasAsked);
  const { room, rung, bounded } = found ?? {};
  if (!room || !rung || bounded === undefined) return [...drafts];
  return drafts.map((draft) => {
    if (hasAsked(draft) || !isOpen(draft)) return draft;
    const phase = room.tools === false ? ("writing" as const) : draft.phase;
    return { ...draft, phase, room, rung, bounded };
  });
}

const hasAsked = ({ used, room }: ShareDraft): boolean => used.model_calls > 0 && room !== null;
