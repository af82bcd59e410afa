import { parseArgs } from "node:util";
import { detailsOf, Problem, type ProblemCode } from "../webhooks/contract/problem.ts";
import { pulseClient, type PulseClient } from "./client.ts";
import { accept } from "./commands/accept.ts";
import type { Command } from "./commands/command.ts";
import { diff } from "./commands/diff.ts";
import { lineage } from "./commands/lineage.ts";
import { doctor } from "./commands/doctor.ts";
import { preview } from "./commands/preview.ts";
import { profiles } from "./commands/profiles.ts";
import { proposals } from "./commands/proposals.ts";
import { pull } from "./commands/pull.ts";
import { push } from "./commands/push.ts";
import { refusing } from "./commands/refuse.ts";
import { publicKey, verify } from "./commands/verify.ts";
import { running } from "./commands/run.ts";
import { runsCompare } from "./commands/runs/compare.ts";
import { runsList } from "./commands/runs/list.ts";
import { runsShow } from "./commands/runs/show.ts";
import { TEMPLATE_COMMANDS } from "./commands/templates/all.ts";
import { faultLines } from "./fault-text.ts";
import { commandHelp, helpOf } from "./help.ts";
import { type Exit, jsonText, onOneLine } from "./say.ts";
import { readCliSettings } from "./settings.ts";

const COMMANDS: readonly Command[] = [
  profiles,
  pull,
  diff,
  preview,
  push,
  proposals,
  accept,
  refusing,
  lineage,
  publicKey,
  verify,
  ...TEMPLATE_COMMANDS,
  running,
  runsList,
  runsShow,
  runsCompare,
  doctor,
];

export async function run(typed: readonly string[], env: NodeJS.ProcessEnv): Promise<Exit> {
  const json = typed.includes("--json");
  try {
    const command = commandIn(typed);
    if (typed.includes("--help") || typed.includes("-h")) return print(command ? commandHelp(command) : help(typed));
    if (!command) throw noSuch(typed);
    const { words, options } = argumentsIn(command, typed);
    const said = await command.work(clientFor(env), words, options);
    return print(json ? jsonText(said.json) : said.lines.join("\n"), said.exit);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    process.stderr.write(`${json ? jsonText(detailsOf(error)) : troubleText(error)}\n`);
    return REFUSALS.has(error.code) ? 1 : 2;
  }
}

/** Made when it is asked something: what needs no Pulse needs no address of one. */
function clientFor(env: NodeJS.ProcessEnv): PulseClient {
  let made: PulseClient | undefined;
  return new Proxy({} as PulseClient, {
    get: (_, name) => Reflect.get((made ??= pulseClient(readCliSettings(env))), name),
  });
}

/** Pulse, or the file itself, says no; whatever else there is kept it from being asked. */
const REFUSALS: ReadonlySet<ProblemCode> = new Set(["forbidden", "conflict", "invalid", "precondition_failed"]);

function print(text: string, exit: Exit = 0): Exit {
  process.stdout.write(`${text}\n`);
  return exit;
}

function troubleText({ message, remedy, details }: Problem): string {
  const more = details.filter((one) => !message.includes(one.message));
  return [onOneLine(`${message} ${remedy}`), ...faultLines(more)].join("\n");
}

const isWord = (one: string): boolean => !one.startsWith("-");

function commandIn(typed: readonly string[]): Command | undefined {
  return COMMANDS.find(({ name }) => name.split(" ").every((word, at) => typed[at] === word));
}

/** Of all commands, or of those that begin with what was typed. */
function help(typed: readonly string[]): string {
  const [first = ""] = typed.filter(isWord);
  const some = COMMANDS.filter(({ name }) => name.startsWith(`${first} `));
  if (some.length === 0 && first !== "") throw noSuch(typed);
  return helpOf(some.length > 0 ? some : COMMANDS);
}

function noSuch(typed: readonly string[]): Problem {
  const words = typed.filter(isWord).slice(0, 2).join(" ");
  const message = words === "" ? "No command is named." : `There is no command “${onOneLine(words)}”.`;
  return new Problem("bad_request", message, "See pulse --help.");
}

type Arguments = { words: string[]; options: Record<string, string | boolean | undefined> };

/** @throws {Problem} `bad_request` with how it is typed. */
function argumentsIn({ name, words, options = {} }: Command, typed: readonly string[]): Arguments {
  const remedy = `See pulse ${name} --help.`;
  const known = Object.fromEntries(Object.entries(options).map(([key, { type }]) => [key, { type }]));
  const args = typed.slice(name.split(" ").length);
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      options: { ...known, json: { type: "boolean" } },
      allowPositionals: true,
    });
    const least = words.filter((one) => !one.startsWith("[")).length;
    if (positionals.length < least)
      throw new Problem("bad_request", `${words[positionals.length]} is missing.`, remedy);
    if (positionals.length > words.length) throw new Problem("bad_request", "That is a word too many.", remedy);
    return { words: positionals, options: values };
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    if (args.some((one) => /^--?token\b/.test(one))) {
      const message = "A token is no argument: whoever uses this machine sees those.";
      throw new Problem("bad_request", message, "Set PULSE_TOKEN in the environment, and revoke this one.");
    }
    // What it says may repeat what was typed, and that may be anything.
    throw new Problem("bad_request", "One of the options is none, or lacks its value.", remedy);
  }
}
