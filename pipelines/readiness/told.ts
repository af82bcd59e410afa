import { Problem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import type { OfferedTools } from "../github/client.ts";
import { failureShape } from "../github/failure.ts";
import type { ToldModels } from "../models/ask-models.ts";

/** What somebody outside said, or why nothing was heard: of a failure its kind, as `unauthorized`. */
export type FromOutside<T> = { value: T } | { failure: { code: string; message: string; fix: string } };

/** Asks as it is, or keeps each answer in a recording: what both can do. */
type Ask = <T>(
  call: {
    kind: "tool" | "lookup";
    name: string;
    input: unknown;
    label: string;
    meter?: (told: T) => { outcome?: string };
  },
  live: (signal: AbortSignal) => Promise<T>,
) => Promise<T>;

/** Nobody sits before it, and a server that is only starting may take its time. */
const WITHIN_MS = 45_000;

/** Asks without writing anything down. */
export const plainly: Ask = (_, live) => live(NEVER);
const NEVER = new AbortController().signal;

/** The server that reads GitHub, by its `tools/list`. */
export function askTools({ github }: Pick<Deps, "github">, ask: Ask): Promise<FromOutside<OfferedTools>> {
  return asked(ask, { kind: "tool", name: "tools/list", label: "tools/list" }, (signal) => github.tools(signal));
}

/** GitHub itself, as little as shows that it takes the token. */
export function askGithub({ github }: Pick<Deps, "github">, ask: Ask): Promise<FromOutside<true | null>> {
  return asked(ask, { kind: "tool", name: "signed_in", label: "whether GitHub takes the token" }, (signal) =>
    github.signedIn(signal),
  );
}

/** The server of the models, by its list: no model is asked. Null: none is set up. */
export async function askServer({ askModels }: Pick<Deps, "askModels">, ask: Ask): Promise<ToldModels | null> {
  if (!askModels) return null;
  return ask({ kind: "lookup", name: "models", input: {}, label: "which models there are" }, () => askModels());
}

async function asked<T>(
  ask: Ask,
  call: { kind: "tool"; name: string; label: string },
  live: (signal: AbortSignal) => Promise<T>,
): Promise<FromOutside<T>> {
  const meter = (told: FromOutside<T>) => ("failure" in told ? { outcome: "failed" } : {});
  return ask<FromOutside<T>>({ ...call, input: {}, meter }, async (signal) => {
    const late = AbortSignal.timeout(WITHIN_MS);
    try {
      return { value: await live(AbortSignal.any([signal, late])) };
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof Problem) && !late.aborted) throw error;
      const problem = error instanceof Problem ? error : TOO_SLOW;
      const code = failureShape.safeParse(problem.cause).data?.code ?? problem.code;
      return { failure: { code, message: problem.message, fix: problem.remedy } };
    }
  });
}

const TOO_SLOW = new Problem("timed_out", "GitHub did not answer in time.", "Try again in a few minutes.");
