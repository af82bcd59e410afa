import type { Source } from "../../../webhooks/contract/parameters.ts";
import type { PolicyMove, PolicyPreview } from "../../../webhooks/contract/policy-preview.ts";
import { citation } from "../../../webhooks/contract/report-text.ts";
import { windowText } from "../../../webhooks/contract/window-text.ts";
import { emptied } from "../../policies/preview-policy.ts";
import { webAddress } from "../../web-address.ts";
import { visible } from "../page/visible.ts";

/** What moves in the last windows, or why nobody can say. */
export type MovesView = {
  state: "ready" | "none" | "counting" | "unavailable" | "faulty";
  /** Why it is not known. */
  why: string;
  heading: string;
  sums: MoveSum[];
  /** The same of what is saved now: without what is only proposed. */
  saved: MoveSum[];
  windows: MovedWindow[];
  /** Of windows that it would leave without anything told. */
  empties: string;
};

type Sign = PolicyMove["to"]["disposition"] | "stay" | "section";
type MoveSum = { sign: Sign; count: number; label: string };
type MovedWindow = { title: string; moved: number; merged: number; open: boolean; groups: MovedGroup[] };
type MovedGroup = {
  sign: Sign;
  count: number;
  from: string;
  to: string;
  tag: string;
  /** The proposals by which it is so, were they accepted. */
  by: { key: string; text: string }[];
  pulls: { label: string; url: string; title: string }[];
  more: number;
};

const NO_MOVES = { why: "", heading: "", sums: [], saved: [], windows: [], empties: "" };
export const noMoves = (state: MovesView["state"], why = ""): MovesView => ({ ...NO_MOVES, state, why });

/** So many windows are open, and so many pull requests of one kind of move are named. */
const OPEN_WINDOWS = 2;
const PULLS_NAMED = 12;

const WORDS = { cite: "told", group: "grouped", omit: "left out", cancelled: "cancelled" } as const;
const NUMBER_WORDS = ["", "window", "two windows", "three windows", "four windows"];

type Around = { sources: readonly Source[]; /** Of each proposal what it asks. */ texts: ReadonlyMap<string, string> };

export function movesView(preview: PolicyPreview, saved: PolicyPreview["windows"], around: Around): MovesView {
  if (preview.faults.length > 0) return noMoves("faulty");
  if (saved.length === 0) return noMoves("none");
  const shown = preview.if_accepted?.windows.slice(0, saved.length) ?? saved;
  const empty = emptied(preview).map(({ timeframe }) => windowText(timeframe, "short"));
  return {
    state: "ready",
    why: "",
    heading: `Last ${NUMBER_WORDS[shown.length] ?? `${shown.length} windows`}`,
    sums: sumsOf(shown),
    saved: sumsOf(saved),
    windows: shown.map((window, at) => ({
      title: windowText(window.timeframe, "short"),
      moved: window.moves.length,
      merged: window.merged,
      open: at < OPEN_WINDOWS,
      groups: groupsOf(window.moves, around),
    })),
    empties: empty.length === 0 ? "" : `${empty.join(", ")} would tell nothing.`,
  };
}

function sumsOf(windows: PolicyPreview["windows"]): MoveSum[] {
  const moves = windows.flatMap((window) => window.moves);
  const merged = windows.reduce((sum, window) => sum + window.merged, 0);
  const to = (sign: PolicyMove["to"]["disposition"]) => moves.filter((move) => signOf(move) === sign).length;
  const grouped = to("group");
  const sections = moves.filter((move) => signOf(move) === "section").length;
  return [
    { sign: "cite", count: to("cite"), label: "told" },
    ...(grouped > 0 ? [{ sign: "group" as const, count: grouped, label: "grouped" }] : []),
    { sign: "omit", count: to("omit"), label: "left out" },
    ...(sections > 0 ? [{ sign: "section" as const, count: sections, label: "other section" }] : []),
    { sign: "stay", count: merged - moves.length, label: "stay" },
  ];
}

const signOf = ({ from, to }: PolicyMove): Sign => (from.disposition === to.disposition ? "section" : to.disposition);

function groupsOf(moves: readonly PolicyMove[], { sources, texts }: Around): MovedGroup[] {
  const keyOf = (move: PolicyMove) =>
    [nameOf(move, "from"), nameOf(move, "to"), move.rule ?? "", ...(move.proposals ?? [])].join("\n");
  return [...Map.groupBy(moves, keyOf).values()].flatMap((same) => {
    const [first] = same;
    if (!first) return [];
    const pulls = same.slice(0, PULLS_NAMED).map(({ pr, title, url }) => {
      return { label: citation(pr, sources), url: webAddress(url), title: visible(title) };
    });
    return {
      sign: signOf(first) === "section" ? first.to.disposition : signOf(first),
      count: same.length,
      from: nameOf(first, "from"),
      to: nameOf(first, "to"),
      tag: first.proposals ? "if accepted" : first.rule === null ? "no rule" : `rule ${first.rule}`,
      by: (first.proposals ?? []).map((key) => ({ key, text: visible(texts.get(key) ?? "") })),
      pulls,
      more: same.length - pulls.length,
    };
  });
}

/** "told", or its section where only that is another. */
function nameOf(move: PolicyMove, end: "from" | "to"): string {
  const { disposition, section } = move[end];
  return signOf(move) === "section" && section !== null ? `“${visible(section)}”` : WORDS[disposition];
}
