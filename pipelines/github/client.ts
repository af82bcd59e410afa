import { z } from "zod";
import type { Log } from "../../base/log.ts";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import type { Failure } from "./failure.ts";
import { foreignReads } from "./foreign/reads.ts";
import { offerAsker, mcpAsker } from "./mcp-asker.ts";
import { digestOf } from "../../webhooks/contract/digest.ts";
import { ownReads } from "./own-reads.ts";
import { json } from "./read-answer.ts";
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
  /** What the server offers right now. */
  tools(signal?: AbortSignal): Promise<OfferedTools>;
  /** Asks GitHub for as little as shows that it takes the token. Null: there is no token, or nothing to ask with. */
  signedIn(signal?: AbortSignal): Promise<true | null>;
  /** This process is about to end: that the child does too, as with Ctrl-C in a terminal, is no news. */
  leave(): void;
  close(): Promise<void>;
};

/** `server`: a digest of how it is reached. `digests`: SHA-256 of each tool as it is described. */
export type OfferedTools = { own: boolean; server: string; digests: Record<string, string> };

/** `transport`: the way to another server than the one that is set. */
type Options = { transport?: () => Transport; timeoutMs?: number };

const CALL_TIMEOUT_MS = 60_000;
/** Of GitHub's own server; ours has no need of it. */
const WHOAMI = "get_me";

export function githubClient(settings: GithubSettings, log: Log, options: Options = {}): GithubClient {
  const way = { ...wayTo(settings), ...(options.transport && { open: options.transport }) };
  const session = githubSession(way, log, options.timeoutMs ?? CALL_TIMEOUT_MS);
  let last: "answered" | Failure["code"] | null = null;
  const note = (ended: typeof last) => void (last = ended);
  const ask = mcpAsker(session.ask, way.by, log, note);
  const choose = offerAsker(session.offered, session, way.by, log, note);
  const digests = offerAsker(session.digests, session, way.by, log, note);
  const [own, server] = [way.by === "own", digestOf(settings.mcp ?? null)];
  const whole = ownReads(ask);

  return {
    warm: () => void choose().catch(() => undefined),
    leave: session.leave,
    close: session.close,
    health: async () => ({ alive: await session.alive(), last }),
    tools: async (signal) => ({ own, server, digests: await digests(signal) }),
    async signedIn(signal) {
      const { tools } = await choose(signal);
      if (settings.token === null || !(own || tools.has(WHOAMI))) return null;
      const [tool, args] = own ? ["list_repositories", { page: 1, perPage: 1 }] : [WHOAMI, {}];
      await ask(tool, args, json(z.unknown()), "", signal);
      return true;
    },
    ...readsOf(async (signal) => {
      const { kind, tools } = await choose(signal);
      return kind === "whole" ? whole : foreignReads(ask, tools, way.by);
    }),
  };
}
