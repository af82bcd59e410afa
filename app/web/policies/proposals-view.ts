import type { Profile } from "../../../db/app/tables.ts";
import { citation } from "../../../webhooks/contract/report-text.ts";
import type { PolicyProposal } from "../../../webhooks/contract/policy-proposals.ts";
import type { ProposalsDetail } from "../../policies/load-proposals.ts";
import { webAddress } from "../../web-address.ts";
import { visible } from "../page/visible.ts";

/** `url`: "" when there is nowhere to go. */
type ShownPr = { name: string; title: string; url: string };

export type ProposalRowView = {
  key: string;
  text: string;
  because: string;
  /** What people did with which; empty where nobody's choices say so. */
  evidence: { label: string; pulls: ShownPr[] }[];
  /** What that list answers. */
  asks: string;
  /** "It would have moved 4 pull requests."; "" where nobody counted. */
  moves: string;
  moved: ShownPr[];
};

/** What is asked, what was answered, and where more may be learned from. */
export type ProposalsView = {
  open: ProposalRowView[];
  answered: { text: string; how: string; by: string; at: Date }[];
  channel: string;
  /** Who let Pulse read the channel, and when; null: nobody. */
  consent: { by: string; at: Date } | null;
  announced: number;
  /** What of the repositories' files is not followed; only right after they were read. */
  notes: string[];
  /** Posts that somebody pasted and that were refused; "" otherwise. */
  posts: string;
};

/** Of answers the newest. */
const MOST_ANSWERED = 20;

export function proposalsView(
  detail: ProposalsDetail,
  { brief, channel }: Profile,
  nameOf: (id: string | null) => string,
  { notes = [], posts = "" }: { notes?: readonly string[]; posts?: string },
): ProposalsView {
  const { all, announced, consent } = detail;
  const answered = all
    .filter(({ decided_at }) => decided_at !== null)
    .toSorted((a, b) => (b.decided_at?.getTime() ?? 0) - (a.decided_at?.getTime() ?? 0));
  return {
    open: all.filter(({ state }) => state === "open").map((row) => rowOf(row.proposal, brief.sources)),
    answered: answered.slice(0, MOST_ANSWERED).map(({ proposal, state, decided_by, decided_at }) => {
      return { text: visible(proposal.text), how: state, by: nameOf(decided_by), at: decided_at ?? new Date(0) };
    }),
    channel: channel.name,
    consent: consent && { by: nameOf(consent.given_by), at: consent.given_at },
    announced: announced.length,
    notes: notes.map(visible),
    posts,
  };
}

function rowOf(
  { key, text, because, evidence, moves, moved }: PolicyProposal,
  sources: Profile["brief"]["sources"],
): ProposalRowView {
  const shown = (all: PolicyProposal["moved"]): ShownPr[] =>
    all.map(({ pr, title, url }) => ({ name: citation(pr, sources), title: visible(title), url: webAddress(url) }));
  const { told = [], not_told = [], elsewhere = [] } = evidence ?? {};
  const stood = new Set(elsewhere.map(({ pr }) => pr));
  const lists = [
    { label: "Told", pulls: shown(told.filter(({ pr }) => !stood.has(pr))) },
    { label: "Told under another heading", pulls: shown(elsewhere) },
    { label: "Not told", pulls: shown(not_told) },
  ];
  return {
    key,
    text: visible(text),
    because: visible(because),
    evidence: lists.filter(({ pulls }) => pulls.length > 0),
    asks:
      elsewhere.length > 0 && not_told.length === 0
        ? "Which stood there, and which did not"
        : "Which were told, and which were not",
    moves: moves === null ? "" : `It would have moved ${moves === 1 ? "one pull request" : `${moves} pull requests`}.`,
    moved: shown(moved),
  };
}
