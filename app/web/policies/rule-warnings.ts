import type { Source } from "../../../webhooks/contract/parameters.ts";
import type { PolicyRule } from "../../../webhooks/contract/policy.ts";
import type { RuleUse, ShownPull } from "../../../webhooks/contract/policy-preview.ts";
import { citation } from "../../../webhooks/contract/report-text.ts";
import { webAddress } from "../../web-address.ts";
import { visible } from "../page/visible.ts";
import { piece, type ShownPiece } from "./pieces.ts";

/** What is odd about a rule, what happens now, and an act that mends it. */
export type RuleWarning = {
  title: string;
  text: ShownPiece[];
  acts: { label: string; act: string; fields: { name: string; value: string }[] }[];
};

type Around = { windows: number; sources: readonly Source[] };

export function warningsOf(rules: readonly PolicyRule[], use: RuleUse, around: Around): RuleWarning[] {
  const rule = rules[use.number - 1];
  if (!rule) return [];
  if (use.fits === 0) return [neverFits(rule, use, around)];
  const nothing = use.decides === 0 && use.contradicts.length === 0 ? [decidesNothing(use)] : [];
  return [...contradictions(rules, use, around), ...nothing, ...hidden(use, around)];
}

function neverFits({ when }: PolicyRule, { unknown }: RuleUse, { windows }: Around): RuleWarning {
  const nouns = { labels: "label", authors: "author", paths: "path" } as const;
  const nounOf = (value: string) => {
    const condition = when.find(({ values }) => (values as readonly string[]).includes(value));
    return nouns[condition?.what as keyof typeof nouns] ?? "value";
  };
  const text = unknown.flatMap(({ value, nearest }) => [
    piece(` Nothing there has the ${nounOf(value)} `),
    piece(visible(value), "value"),
    piece("."),
    ...(nearest === null ? [] : [piece(" The nearest is "), piece(visible(nearest), "value"), piece(".")]),
  ]);
  const several = piece(" Each of its conditions is known there, and nothing has all of them.");
  return {
    title: `Never fitted anything, in ${windows === 1 ? "one window" : `${windows} windows`}.`,
    text: unknown.length === 0 && when.length > 1 ? [several] : text,
    acts: unknown.flatMap(({ value, nearest }) => {
      if (nearest === null) return [];
      const fields = [
        { name: "value", value },
        { name: "instead", value: nearest },
      ];
      return [{ label: `Use ${visible(nearest)}`, act: "use", fields }];
    }),
  };
}

function contradictions(rules: readonly PolicyRule[], { contradicts }: RuleUse, { sources }: Around): RuleWarning[] {
  return [...Map.groupBy(contradicts, ({ rule }) => rule)].map(([number, pulls]) => {
    const labels = labelsOf(rules[number - 1]);
    const what = labels.length === 1 ? "that label" : "those labels";
    return {
      title: `Contradicts rule ${number} on ${pulls.length === 1 ? "one pull request" : `${pulls.length} pull requests`}.`,
      text: [...named(pulls, sources), piece(`. Rule ${number} stands, because it is read first.`)],
      acts:
        labels.length === 0
          ? []
          : [
              {
                label: `Except ${what} here`,
                act: "except",
                fields: labels.map((value) => ({ name: "label", value })),
              },
            ],
    };
  });
}

/** By which labels a rule decides; none where it looks at something else. */
const labelsOf = (rule: PolicyRule | undefined): string[] =>
  rule?.when.flatMap(({ what, how, values }) => (what === "labels" && how === "any" ? values : [])) ?? [];

const decidesNothing = ({ fits }: RuleUse): RuleWarning => ({
  title: "Decides nothing.",
  text: [
    piece(
      fits === 1
        ? " The one pull request that it fits is decided by a rule above it."
        : ` All ${fits.toLocaleString("en")} that it fits are decided by rules above it.`,
    ),
  ],
  acts: [],
});

function hidden({ hides }: RuleUse, { sources }: Around): RuleWarning[] {
  if (hides.length === 0) return [];
  const one = hides.length === 1;
  const text = [...named(hides, sources), piece(one ? " would not be told." : " would not be told singly.")];
  return [{ title: `Hides ${one ? "a change" : "changes"} marked as breaking or security.`, text, acts: [] }];
}

/** So many stand in a warning with their titles. */
const TITLES_NAMED = 3;

/** Pull requests, each with its title. */
function named(pulls: readonly ShownPull[], sources: readonly Source[]): ShownPiece[] {
  const some = pulls.slice(0, TITLES_NAMED);
  const rest = pulls.length - some.length;
  const all = some.flatMap(({ pr, title, url }, at) => [
    piece(at === 0 ? " " : at === some.length - 1 && rest === 0 ? " and " : ", "),
    piece(citation(pr, sources), "pull", { url: webAddress(url) }),
    piece(` “${visible(title)}”`),
  ]);
  return rest > 0 ? [...all, piece(` and ${rest} more`)] : all;
}

/** "#12, #13 and 4 more" as pieces. */
export function citedAll(pulls: readonly ShownPull[], all: number, sources: readonly Source[]): ShownPiece[] {
  const shown = pulls.flatMap(({ pr, url }, at) => [
    ...(at === 0 ? [] : [piece(at === pulls.length - 1 && all <= pulls.length ? " and " : ", ")]),
    piece(citation(pr, sources), "pull", { url: webAddress(url) }),
  ]);
  const rest = all - pulls.length;
  return rest > 0 ? [...shown, piece(` and ${rest.toLocaleString("en")} more`)] : shown;
}
