/**
 * Which time is read, as it was chosen: a preset, days (yyyy-mm-dd, both included, in the brief's time zone), the instants that a
 * schedule set, or releases: since a tag ("": the newest release), or between two. app/clock/chosen-window.ts alone makes instants of it;
 * what releases stand for the pipelines find out.
 */
export type WindowChoice =
  | { preset: "7d" | "14d" | "month" | "last" }
  | { preset: "dates"; from: string; to: string }
  | { preset: "release"; tag: string }
  | { preset: "tags"; from_tag: string; to_tag: string }
  | { preset: "instants"; since: string; until: string };
