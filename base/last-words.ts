import { format } from "node:util";
import { asError, type Log } from "./log.ts";

/**
 * Whatever nobody caught stands in the log as everything else does, on one line, and ends the process: who knows what state it is
 * in. Node's warnings and what libraries print go the same way.
 */
export function logWhatEscapes(log: Log): void {
  const end = (what: string) => (thrown: unknown) => {
    log.fatal({ error: asError(thrown) }, what);
    process.exit(1);
  };
  process.on("uncaughtException", end("an error that nobody caught ends this process"));
  process.on("unhandledRejection", end("a rejection that nobody caught ends this process"));
  // Node's own listener prints them.
  process.removeAllListeners("warning");
  process.on("warning", (warning) => log.warn({ error: warning }, "Node warns"));
  for (const [name, level] of PRINTED) console[name] = (...said: unknown[]) => tell(log, level, said);
}

type Level = "error" | "warn" | "info" | "debug";
const PRINTED = [
  ...(["error", "warn", "info", "debug"] as const).map((name) => [name, name] as const),
  ["trace", "warn"] as const,
  ["log", "info"] as const,
];

function tell(log: Log, level: Level, said: unknown[]): void {
  const error = said.find((one) => one instanceof Error);
  const words = said.filter((one) => one !== error);
  log[level]({ ...(error && { error }) }, words.length > 0 ? format(...words) : "a library says");
}
