import type { AskedUpdate } from "../webhooks/contract/asked-update.ts";
import { Problem } from "../webhooks/contract/problem.ts";
import type { PulseClient } from "./client.ts";
import { onOneLine } from "./say.ts";

const EVERY_MS = 1_000;
/** A Pulse that is started anew is away for a moment. */
const MOST_SILENCES = 30;
const CLEAR_LINE = "\r\u001b[2K";

/** Looks at an update until its text is there, or so many minutes are over. Progress goes to standard error. */
export async function follow(
  pulse: Pick<PulseClient, "update">,
  begun: AskedUpdate,
  minutes: number,
  quiet: boolean,
): Promise<AskedUpdate> {
  const until = Date.now() + minutes * 60_000;
  const told = quiet ? { say: () => undefined, end: () => undefined } : progressLine();
  let [now, silences] = [begun, 0];
  try {
    while (now.state === "generating" && Date.now() < until) {
      told.say(progressText(now));
      await new Promise((over) => setTimeout(over, EVERY_MS));
      try {
        now = await pulse.update(begun.id);
        silences = 0;
      } catch (error) {
        const isAway = error instanceof Problem && (error.code === "unavailable" || error.code === "rate_limited");
        if (!isAway || (silences += 1) > MOST_SILENCES) throw error;
      }
    }
  } finally {
    told.end();
  }
  return now;
}

/** One line that is written over where somebody looks, and else a line for each change. */
function progressLine() {
  const { stderr } = process;
  let last = "";
  return {
    say(text: string) {
      if (text === last) return;
      last = text;
      const cut = text.slice(0, Math.max(20, (stderr.columns ?? 80) - 1));
      stderr.write(stderr.isTTY ? `${CLEAR_LINE}${cut}` : `${text}\n`);
    },
    end() {
      if (stderr.isTTY && last !== "") stderr.write(CLEAR_LINE);
    },
  };
}

function progressText({ run }: AskedUpdate): string {
  if (!run || run.state === "queued") return "waiting for its turn";
  const { step, call, counts } = run.progress;
  const facts = [
    ...(counts.in_window === null ? [] : [`${counts.in_window} merged`]),
    ...(counts.items === null ? [] : [`${counts.items} items`]),
    ...(counts.model_calls > 0 ? [`${counts.model_calls} calls to a model`] : []),
  ];
  return onOneLine([step ?? run.state.replaceAll("_", " "), ...facts, ...(call === null ? [] : [call])].join(" · "));
}
