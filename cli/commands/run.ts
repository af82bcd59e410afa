import { randomUUID } from "node:crypto";
import type { AskedUpdate } from "../../webhooks/contract/asked-update.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { PulseClient } from "../client.ts";
import { follow } from "../follow.ts";
import { type CommandAnswer, dim, type Exit, onOneLine } from "../say.ts";
import { validationLines } from "../validation-text.ts";
import type { Command } from "./command.ts";

export const running: Command = {
  name: "run",
  words: ["PROFILE"],
  about: "Starts an update of a profile, for everything since its last one; people approve it in Pulse or Slack",
  options: {
    "dry-run": { type: "boolean", about: "starts nothing, and says what would be asked for and what it would cost" },
    wait: { type: "boolean", about: "waits until its text is there, and says how far it is" },
    minutes: { type: "string", value: "N", about: "of --wait: no longer than this; else 30" },
    key: { type: "string", value: "TEXT", about: "the same key starts the same update once, however often it is run" },
  },
  more:
    "With --wait it ends with 0 when there is a text to review, with 3 when there is nothing to report, with 4 when it failed or was " +
    "stopped, and with 5 when it is still being written after --minutes.",
  async work(pulse, [slug = ""], { "dry-run": dry, wait, minutes, key, json }) {
    const longest = minutesIn(minutes);
    if (dry === true) return validated(pulse, slug);
    const begun = await pulse.startUpdate(slug, typeof key === "string" ? key : randomUUID());
    if (wait !== true) return answerOf(begun, begun.state === "generating" ? 0 : exitOf(begun));
    const ended = await follow(pulse, begun, longest, json === true);
    return answerOf(ended, exitOf(ended));
  },
};

async function validated(pulse: PulseClient, slug: string): Promise<CommandAnswer> {
  const answer = await pulse.validateUpdate(slug);
  return { lines: validationLines(answer), json: answer, exit: answer.compatible ? 0 : 1 };
}

const LONGEST_MINUTES = 24 * 60;

function minutesIn(given: string | boolean | undefined): number {
  if (given === undefined) return 30;
  const minutes = typeof given === "string" && /^\d{1,4}$/.test(given) ? Number(given) : 0;
  if (minutes >= 1 && minutes <= LONGEST_MINUTES) return minutes;
  const message = `--minutes is no whole number from 1 to ${LONGEST_MINUTES}.`;
  throw new Problem("bad_request", message, "See pulse run --help.");
}

const WITHOUT_TEXT: Readonly<Record<string, Exit>> = {
  generating: 5,
  nothing_to_report: 3,
  failed: 4,
  timed_out: 4,
  cancelled: 4,
};

/** Whatever people did with its text since: it was there. */
const exitOf = ({ state }: AskedUpdate): Exit => WITHOUT_TEXT[state] ?? 0;

const SAYS: Readonly<Record<string, string>> = {
  generating: "is being written",
  nothing_to_report: "has nothing to report",
  failed: "failed",
  timed_out: "took too long",
  cancelled: "was stopped",
  in_review: "is ready to be reviewed",
};

function answerOf(update: AskedUpdate, exit: Exit): CommandAnswer {
  const { title, url, state, problem, degraded, run } = update;
  const says = SAYS[state] ?? `is ${onOneLine(state.replaceAll("_", " "))}`;
  return {
    lines: [
      `${onOneLine(title)} ${says}.`,
      ...(problem ? [onOneLine(`${problem.message} ${problem.remedy}`)] : []),
      ...(degraded ? [onOneLine(degraded)] : []),
      ...(run ? [dim(`By ${onOneLine(run.template)}, run ${run.id}.`)] : []),
      onOneLine(url),
    ],
    json: update,
    exit,
  };
}
