import type { Log } from "../../base/log.ts";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import type { Failure } from "./failure.ts";
import { foreignReads } from "./foreign/reads.ts";
import { offerAsker, mcpAsker } from "./mcp-asker.ts";
import { ownReads } from "./own-reads.ts";
import { type GithubReads, readsOf } from "./reads.ts";
import { githubSession } from "./session.ts";
import type { GithubSettings } from "./spawn.ts";
import { wayTo } from "./way.ts";

export type { FoundBranch } from "./look-for-branch.ts";
export type { GithubReads, Repository } from "./reads.ts";
export type { GithubSettings } from "./spawn.ts";
export type { ChangedFile, DetailedPull, Details, Issue, ListArgs } from "./tools.ts";
export type { AskedDetails, ListedPull, NamedBy, PullRequestDiff, TextAt } from "./tools.ts";

/** GitHub as the pipelines read it, through MCP: by our own server, or by another one that the settings name. */
export type GithubClient = GithubReads & {
  /** Starts the server in the background, so that the first call need not wait for it. */
  warm(): void;
  /** Whether the server answers, and how the last question to GitHub ended: null before the first, else a code of failure. */
  health(): Promise<{ alive: boolean; last: "answered" | Failure["code"] | null }>;
  /** This process is about to end: that the child does too, as with Ctrl-C in a terminal, is no news. */
  leave(): void;
  close(): Promise<void>;
};

/** `transport`: the way to another server than the one that is set. */
type Options = { transport?: () => Transport; timeoutMs?: number };

const CALL_TIMEOUT_MS = 60_000;

export function githubClient(settings: GithubSettings, log: Log, options: Options = {}): GithubClient {
  const way = { ...wayTo(settings), ...(options.transport && { open: options.transport }) };
  const session = githubSession(way, log, options.timeoutMs ?? CALL_TIMEOUT_MS);
  let last: "answered" | Failure["code"] | null = null;
  const note = (ended: typeof last) => void (last = ended);
  const ask = mcpAsker(session.ask, way.by, log, note);
  const choose = offerAsker(session, way.by, log, note);
  const whole = ownReads(ask);

  return {
    warm: () => void choose().catch(() => undefined),
    leave: session.leave,
    close: session.close,
    health: async () => ({ alive: await session.alive(), last }),
    ...readsOf(async (signal) => {
      const { kind, tools } = await choose(signal);
      return kind === "whole" ? whole : foreignReads(ask, tools, way.by);
    }),
  };
}
