export type Posted = { channel: string; ts: string; parts: number } | null;

export type Outcome = {
  update_id: string;
  run_id: string | null;
  status: string;
  template: { name: string; version: number } | null;
  timeframe: { since: string; until: string } | null;
  prs: { in_window: number; cited: number; grouped: number; omitted: number; cancelled: number };
  metrics: Record<string, unknown> | null;
  posted: Posted;
  markdown: string;
  problem: string | null;
  /** Milliseconds: `start_ms` until both processes are up, `job_ms` from Generate to posted, `run_ms` inside the run. */
  timing: Record<string, number>;
};

export function printed({ status, prs, posted, markdown, timing, problem, timeframe }: Outcome): string {
  const { in_window, cited, grouped, omitted, cancelled } = prs;
  const times = Object.entries(timing).map(
    ([name, ms]) => `  ${name.replace(/_ms$/, "").padEnd(18)} ${String(ms).padStart(6)} ms`,
  );
  return [
    "",
    problem ?? (markdown.trim() || "Nothing was merged in this window."),
    "",
    `${"─".repeat(72)}`,
    `  ${status}${posted ? ` in #${posted.channel}, ${posted.parts} ${posted.parts === 1 ? "message" : "messages"}` : ""}`,
    ...(timeframe ? [`  ${timeframe.since} to ${timeframe.until}`] : []),
    `  ${in_window} pull requests: ${cited} told, ${grouped} grouped, ${omitted} left out, ${cancelled} cancelled out`,
    "",
    ...times,
    "",
  ].join("\n");
}
