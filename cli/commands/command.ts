import type { PulseClient } from "../client.ts";
import type { CommandAnswer } from "../say.ts";

type Options = Readonly<Record<string, string | boolean | undefined>>;

/** One thing that can be asked for. */
export type Command = {
  /** As it is typed: "policy push". */
  name: string;
  /** The words behind it; those in brackets may be left out. */
  words: readonly string[];
  about: string;
  options?: Readonly<Record<string, { type: "string" | "boolean"; value?: string; about: string }>>;
  more?: string;
  work: (pulse: PulseClient, words: readonly string[], options: Options) => Promise<CommandAnswer>;
};
