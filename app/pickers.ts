import type { BranchAnswer, TagAnswer } from "../webhooks/contract/repositories.ts";
import type { ModelsAnswer } from "../webhooks/contract/runs.ts";
import type { Deps } from "./deps.ts";
import type { OwnEmoji, SlackChannel } from "./ports/slack.ts";
import { obstacleOf, type Obstacle } from "./obstacle.ts";
import { late } from "./soon.ts";

export type RepositoryChoice = { repo: string; default_branch: string };
export type ChannelChoice = SlackChannel;

/** The channel that a form begins with: one where Pulse is, and no other company. */
export const firstChannel = (channels: readonly ChannelChoice[] | null): string =>
  channels?.find((one) => one.is_member && !one.is_ext_shared && !one.is_pending_ext_shared)?.id ?? "";

/**
 * What the form offers to choose from. Null: it could not be had, so the form takes what people type.
 *
 * `withinMs`: how long whoever asks can wait for it; 2.5 s.
 */
export type Pickers = {
  repositories: (withinMs?: number) => Promise<RepositoryChoice[] | null>;
  branches: (repo: string) => Promise<BranchAnswer | null>;
  /** Those that every one of these has, the newest first. */
  tags: (repos: readonly string[]) => Promise<TagAnswer | null>;
  channels: (withinMs?: number) => Promise<ChannelChoice[] | null>;
  /** The workspace's own. */
  emoji: (withinMs?: number) => Promise<OwnEmoji | null>;
  models: (withinMs?: number) => Promise<ModelsAnswer | null>;
  /** What stands in the way of a draft, as the pipelines found it last. */
  obstacle: (withinMs?: number) => Promise<Obstacle | null>;
  /** The model that a run was written by. */
  writer: (runId: string) => Promise<string | null>;
};

const FRESH_MS = 60_000;
/** Somebody makes one now and then, and Slack is asked for all of them. */
const EMOJI_FRESH_MS = 10 * 60_000;
const MOST_WRITERS = 1_000;
/** A page does not wait longer for a list than this; the answer that comes later serves the next page. */
const LIST_WITHIN_MS = 2_500;

export function pickersOf({
  pipelines,
  slack,
  clock,
  log,
}: Pick<Deps, "pipelines" | "slack" | "clock" | "log">): Pickers {
  const now = () => clock().getTime();
  const remember = <Value>(ask: () => Promise<Value>, freshMs = FRESH_MS) => remembered(ask, now, log, freshMs);
  const repositories = remember(async () => (await pipelines.repositories()).repositories);
  const channels = remember(async () => byName(await slack.channels()));
  const emoji = remember(() => slack.ownEmoji(), EMOJI_FRESH_MS);
  const models = remember(() => pipelines.models());
  const obstacle = remember(async () => ({ now: obstacleOf(await pipelines.readiness()) }));
  const writers = new Map<string, () => Promise<string | null>>();
  const branches = new Map<string, () => Promise<BranchAnswer | null>>();
  const tags = new Map<string, () => Promise<TagAnswer | null>>();
  return {
    repositories,
    channels,
    emoji,
    models,
    obstacle: async (withinMs) => (await obstacle(withinMs))?.now ?? null,
    async writer(runId) {
      const known = writers.get(runId) ?? remember(async () => (await pipelines.run(runId)).parameters.llm_model);
      if (writers.size >= MOST_WRITERS) writers.clear();
      writers.set(runId, known);
      return known();
    },
    async branches(repo) {
      const known = branches.get(repo) ?? remember(() => pipelines.branches(repo));
      branches.set(repo, known);
      return known();
    },
    async tags(repos) {
      const asked = repos.map((repo) => {
        const known = tags.get(repo) ?? remember(() => pipelines.tags(repo));
        tags.set(repo, known);
        return known();
      });
      return sharedTags(await Promise.all(asked));
    },
  };
}

/** A range is of tags that each of its repositories has. */
function sharedTags(all: readonly (TagAnswer | null)[]): TagAnswer | null {
  const known = all.filter((one) => one !== null);
  const [first, ...others] = known;
  if (!first || known.length < all.length) return null;
  const has = others.map(({ tags }) => new Set(tags));
  const tags = first.tags.filter((tag) => has.every((names) => names.has(tag)));
  return { tags, complete: known.every(({ complete }) => complete) };
}

function byName<Choice extends { name: string; is_member: boolean }>(channels: readonly Choice[]): Choice[] {
  return channels.toSorted((a, b) => Number(b.is_member) - Number(a.is_member) || a.name.localeCompare(b.name, "en"));
}

/** Asks once in that time at most. A failure of whatever kind is not kept and not shown: the form has another way. */
function remembered<Value>(
  ask: () => Promise<Value>,
  now: () => number,
  log: Deps["log"],
  freshMs: number,
): (withinMs?: number) => Promise<Value | null> {
  const missing = (error: unknown): null => {
    log.warn({ error: error instanceof Error ? error.message : "failed" }, "a list for the form could not be had");
    return null;
  };
  let kept: { at: number; value: Promise<Value | null> } | undefined;
  return (withinMs = LIST_WITHIN_MS) => {
    if (!kept || now() - kept.at > freshMs) {
      const mine = { at: now(), value: ask().catch(missing) };
      kept = mine;
      void mine.value.then((value) => {
        if (value === null && kept === mine) kept = undefined;
      });
    }
    return Promise.race([kept.value, late(withinMs)]);
  };
}
