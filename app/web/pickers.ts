import type { Deps } from "../deps.ts";
import { Problem } from "../../webhooks/contract/problem.ts";

export type RepositoryChoice = { repo: string; default_branch: string };
export type ChannelChoice = {
  id: string;
  name: string;
  is_private: boolean;
  is_member: boolean;
  num_members?: number | undefined;
};

/** What the form offers to choose from. Null: it could not be had, so the form takes what people type. */
export type Pickers = {
  repositories: () => Promise<RepositoryChoice[] | null>;
  branches: (repo: string) => Promise<{ branches: string[]; default_branch: string } | null>;
  channels: () => Promise<ChannelChoice[] | null>;
};

const FRESH_MS = 60_000;
/** A page does not wait longer for a list than this; the answer that comes later serves the next page. */
const PATIENCE_MS = 2_500;

export function pickersOf({ pipelines, slack, clock }: Pick<Deps, "pipelines" | "slack" | "clock">): Pickers {
  const now = () => clock().getTime();
  const repositories = remember(async () => (await pipelines.repositories()).repositories, now);
  const channels = remember(async () => byName(await slack.channels()), now);
  const branches = new Map<string, ReturnType<typeof remember<Awaited<ReturnType<typeof pipelines.branches>>>>>();
  return {
    repositories: () => repositories(),
    channels: () => channels(),
    async branches(repo) {
      const known = branches.get(repo) ?? remember(() => pipelines.branches(repo), now);
      branches.set(repo, known);
      return known();
    },
  };
}

function byName<Choice extends { name: string; is_member: boolean }>(channels: readonly Choice[]): Choice[] {
  return channels.toSorted((a, b) => Number(b.is_member) - Number(a.is_member) || a.name.localeCompare(b.name, "en"));
}

/** Asks once a minute at most. A failure is not kept, and not shown: the form has another way. */
function remember<Value>(ask: () => Promise<Value>, now: () => number): () => Promise<Value | null> {
  let kept: { at: number; value: Promise<Value | null> } | undefined;
  return () => {
    if (!kept || now() - kept.at > FRESH_MS) {
      const mine = { at: now(), value: ask().catch(nullIfProblem) };
      kept = mine;
      void mine.value.then(
        (value) => {
          if (value === null && kept === mine) kept = undefined;
        },
        () => undefined,
      );
    }
    return Promise.race([kept.value, late()]);
  };
}

function nullIfProblem(error: unknown): null {
  if (error instanceof Problem) return null;
  throw error;
}

function late(): Promise<null> {
  return new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, null).unref());
}
