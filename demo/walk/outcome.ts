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
  /** Why it was not written as asked for. */
  degraded: string | null;
  /** Milliseconds: `start_ms` until both processes are up, `job_ms` from Generate to posted, `run_ms` inside the run. */
  timing: Record<string, number>;
};

export function printed({
  status,
  prs,
  posted,
  markdown,
  timing,
  problem,
  timeframe,
  metrics,
  degraded,
}: Outcome): string {
  const { in_window, cited, grouped, omitted, cancelled } = prs;
  const spent = spentOn(metrics, in_window);
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
    ...(spent ? [`  ${spent}`] : []),
    ...(degraded ? [`  degraded: ${degraded}`] : []),
    "",
    ...times,
    "",
  ].join("\n");
}

/** "5 model calls, 3 look-ups; 6,120 tokens in (245 a pull request), 810 out" */
function spentOn(metrics: Outcome["metrics"], pulls: number): string {
  const count = (name: string) => Number(metrics?.[name] ?? 0);
  if (count("model_calls") === 0) return "";
  const shown = (value: number) => Math.round(value).toLocaleString("en");
  const each = pulls > 0 ? ` (${shown(count("input_tokens") / pulls)} a pull request)` : "";
  const tokens = `${shown(count("input_tokens"))} tokens in${each}, ${shown(count("output_tokens"))} out`;
  return `${shown(count("model_calls"))} model calls, ${shown(count("tool_calls"))} calls of tools; ${tokens}`;
}
