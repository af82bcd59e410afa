import { dateText } from "../../../base/date-text.ts";
import type { FeedbackRow } from "../../../db/app/feedback.ts";
import { fates } from "../../../webhooks/contract/item-fates.ts";
import { profileIn, SPANS, versionIn, type ApprovedTexts, type FeedbackFilter } from "../../feedback/approved-texts.ts";
import { figuresByWeek, figuresOf, reasonsIn, type Figures } from "../../feedback/figures.ts";
import { EDIT_REASONS, FATES } from "../../words.ts";
import { amount, duration, share, shortNumber, writerLabel } from "./feedback-words.ts";
import { LEAST_FOR_LINE, linePlot, stackedPlot, type Plot } from "./plot.ts";

type Choice = { value: string; label: string; on: boolean };

export type FeedbackView = {
  choices: { weeks: Choice[]; profile: Choice[]; version: Choice[]; writer: Choice[] };
  filtered: boolean;
  /** No text was approved in these weeks, or none fits what is asked for. */
  empty: "nothing" | "filtered" | null;
  /** So few that a week is no trend; "" where there are enough. */
  note: string;
  stats: { label: string; value: string; hint: string }[];
  plots: Plot[];
  fates: { kind: string; label: string; count: number }[];
  reasons: { label: string; count: number; width: string }[];
  reasons_given: number;
  groups: { title: string; rows: GroupRow[] }[];
  /** The same texts as a file. */
  csv: string;
};

type GroupRow = { label: string; href: string; cells: string[] };

export function feedbackView(
  { mondays, rows, all }: ApprovedTexts,
  filter: FeedbackFilter,
  { timeZone, now }: { timeZone: string; now: Date },
): FeedbackView {
  const total = figuresOf(rows);
  const byWeek = figuresByWeek(rows, mondays, timeZone);
  const weeks = mondays.flatMap((monday, index) => {
    const figures = byWeek[index];
    return figures ? [{ ...figures, name: dateText(new Date(monday), now, { timeZone: "UTC" }) }] : [];
  });
  const filtered = Boolean(filter.profile || filter.version || filter.writer);
  return {
    choices: choicesOf(all, filter),
    filtered,
    empty: rows.length > 0 ? null : all.length > 0 ? "filtered" : "nothing",
    note: noteOf(weeks.filter(({ texts }) => texts > 0).length),
    stats: statsOf(total),
    plots: plotsOf(weeks),
    fates: fates.map((kind) => ({ kind, label: FATES[kind].told, count: total.fates[kind] })),
    ...reasonsOf(rows),
    groups: groupsOf(rows, filter),
    csv: addressWith("/feedback.csv", filter),
  };
}

type Week = Figures & { name: string };

function noteOf(weeks: number): string {
  if (weeks >= LEAST_FOR_LINE) return "";
  const many = weeks === 1 ? "Only one week has" : `Only ${weeks} weeks have`;
  return `${many} approved texts here. That shows how those went, and no trend yet.`;
}

function statsOf({ texts, acceptance, effort, hours, findings }: Figures): FeedbackView["stats"] {
  return [
    { label: texts === 1 ? "Approved text" : "Approved texts", value: texts.toLocaleString("en"), hint: "" },
    { label: "Accepted", value: share(acceptance), hint: "of what the agent told" },
    { label: "Edit effort", value: share(effort), hint: "of a text, written by people" },
    { label: "To approval", value: duration(hours), hint: "half of them sooner" },
    { label: "Findings", value: amount(findings), hint: "in an agent’s text" },
  ];
}

function plotsOf(weeks: readonly Week[]): Plot[] {
  const kinds = fates.map((kind) => ({ kind, ...FATES[kind], value: ({ fates }: Week) => fates[kind] }));
  return [
    linePlot(
      { id: "acceptance", title: "Accepted", sentence: "Of what the agent told, the part that went out in its words." },
      weeks,
      { value: ({ acceptance }) => acceptance, text: share, most: 1 },
    ),
    linePlot(
      {
        id: "effort",
        title: "Edit effort",
        sentence: "How much of the approved text people wrote themselves.",
      },
      weeks,
      { value: ({ effort }) => effort, text: share },
    ),
    stackedPlot(
      {
        id: "items",
        title: "What became of the items",
        sentence: "Each item of the agent’s texts, and what people added.",
      },
      weeks,
      kinds,
    ),
    linePlot(
      {
        id: "hours",
        title: "Time to approval",
        sentence: "From the draft to its first approval; half of them were sooner.",
      },
      weeks,
      { value: ({ hours }) => hours, text: duration },
    ),
    linePlot(
      {
        id: "findings",
        title: "Findings a text",
        sentence: "Faults and flags in the agent’s texts, before people changed them.",
      },
      weeks,
      { value: ({ findings }) => findings, text: amount, tick: shortNumber },
    ),
  ];
}

function reasonsOf(rows: readonly FeedbackRow[]): Pick<FeedbackView, "reasons" | "reasons_given"> {
  const given = reasonsIn(rows);
  const counts = EDIT_REASONS.map(({ value, label }) => ({ label, count: given.get(value) ?? 0 }));
  const most = Math.max(1, ...counts.map(({ count }) => count));
  const reasons = counts.map((one) => ({ ...one, width: `${((one.count / most) * 100).toFixed(1)}%` }));
  return {
    reasons: reasons.toSorted((one, other) => other.count - one.count),
    reasons_given: counts.reduce((sum, { count }) => sum + count, 0),
  };
}

type Facet = {
  key: "profile" | "version" | "writer";
  title: string;
  value: (row: FeedbackRow) => string;
  label: (row: FeedbackRow) => string;
};

const FACETS: readonly Facet[] = [
  { key: "profile", title: "Profile", value: profileIn, label: ({ profile }) => profile ?? "Without a profile" },
  { key: "version", title: "Version", value: versionIn, label: (row) => versionIn(row) || "Not known" },
  { key: "writer", title: "Model", value: ({ writer }) => writer, label: ({ writer }) => writerLabel(writer) },
];

function choicesOf(all: readonly FeedbackRow[], filter: FeedbackFilter): FeedbackView["choices"] {
  const choices = FACETS.map(({ key, value, label }) => {
    const known = new Map(all.map((row) => [value(row), label(row)]));
    const sorted = [...known]
      .filter(([one]) => one !== "")
      .toSorted(([, one], [, other]) => one.localeCompare(other, "en"));
    return [key, sorted.map(([one, name]) => ({ value: one, label: name, on: one === filter[key] }))] as const;
  });
  const weeks = SPANS.toSorted((one, other) => one - other).map((span) => ({
    value: `${span}`,
    label: `${span} weeks`,
    on: span === filter.weeks,
  }));
  // Safe: made of every facet.
  return { weeks, ...(Object.fromEntries(choices) as Record<Facet["key"], Choice[]>) };
}

function groupsOf(rows: readonly FeedbackRow[], filter: FeedbackFilter): FeedbackView["groups"] {
  return FACETS.map(({ key, title, value, label }) => ({
    title,
    rows: [...Map.groupBy(rows, value)]
      .map(([one, some]) => ({ one, some, name: some[0] ? label(some[0]) : "" }))
      .toSorted((a, b) => b.some.length - a.some.length || a.name.localeCompare(b.name, "en"))
      .map(({ one, some, name }) => ({
        label: name,
        href: one === "" || filter[key] === one ? "" : addressWith("/feedback", { ...filter, [key]: one }),
        cells: cellsOf(figuresOf(some)),
      })),
  }));
}

const cellsOf = ({ texts, acceptance, effort, hours, findings }: Figures): string[] => [
  texts.toLocaleString("en"),
  share(acceptance),
  share(effort),
  duration(hours),
  amount(findings),
];

function addressWith(path: string, { weeks, profile, version, writer }: FeedbackFilter): string {
  const query = new URLSearchParams({ weeks: `${weeks}`, profile, version, writer });
  for (const [name, value] of [...query]) if (value === "") query.delete(name);
  return `${path}?${query}`;
}
