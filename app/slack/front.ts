import type { Hono } from "hono";
import type { Log } from "../../base/log.ts";
import type { Deps } from "../deps.ts";
import type { Pickers } from "../pickers.ts";
import type { TransportHealth } from "../ports/slack-setup.ts";
import { boltApp, type Listeners } from "./bolt.ts";
import { slackCalls, type SlackCalls } from "./calls.ts";
import type { SlackDeps } from "./deps.ts";
import { httpTransport } from "./transport/http.ts";
import { rememberedIn } from "./transport/remembered.ts";
import { socketTransport, type Pauses } from "./transport/socket.ts";
import type { Transport } from "./transport/transport.ts";

type FrontOptions = {
  botToken: string;
  apiUrl: string;
  /** Socket Mode, when it is there. */
  appToken?: string | undefined;
  /** Signed requests, when it is there and no app token is. */
  signingSecret?: string | undefined;
  listeners: Listeners;
  /** What is done every second, one after the other: cards, notices, homes. */
  chores: readonly Chore[];
  pauses?: Pauses;
  /** Absent: as long as Slack lets us. */
  patience_ms?: number;
};
export type Chore = (deps: SlackDeps) => Promise<unknown>;

/** Slack as people use it: what they do there arrives here, and what they see there is drawn from here. */
export type SlackFront = {
  health: () => TransportHealth;
  /** Slack accepts our token: whatever was said of it before is over. */
  known: () => void;
  /** Takes signed requests; null when Slack does not come by HTTP. */
  routes: Hono | null;
  calls: SlackCalls;
  start: () => Promise<void>;
  stop: () => Promise<void>;
};

export function slackFront(core: Deps, pickers: Pickers, options: FrontOptions): SlackFront {
  const { botToken: token, apiUrl, listeners, chores, patience_ms } = options;
  const calls = slackCalls({ token, apiUrl, log: core.log, clock: core.clock });
  const deps: SlackDeps = { ...core, calls, pickers, ...(patience_ms !== undefined && { patience_ms }) };
  const { transport, routes } = transportOf(core, options);
  let removed: string | null = null;
  const known = () => void (removed = null);
  if (!transport) return { health: () => OFF, known, routes: null, calls, start: nothing, stop: nothing };
  const bolt = boltApp(deps, {
    receiver: transport,
    token,
    apiUrl,
    listeners,
    removed: (why) => void (removed = why),
  });
  const work = everySecond(core.log, () => inTurn(deps, chores));
  return {
    health: () => ({ ...transport.health(), ...(removed && { last_problem: removed }) }),
    known,
    routes,
    calls,
    async start() {
      await bolt.start();
      work.start();
    },
    async stop() {
      await bolt.stop();
      await work.stop();
    },
  };
}

const nothing = async () => undefined;
const OFF: TransportHealth = { transport: "off", connected: false, since: null, last_problem: null };

type Chosen = { transport: Transport | null; routes: Hono | null };

function transportOf({ db, log, clock }: Deps, { appToken, signingSecret, apiUrl, pauses }: FrontOptions): Chosen {
  if (appToken) {
    const transport = socketTransport({ appToken, apiUrl, log, clock, ...(pauses && { pauses }) });
    return { transport, routes: null };
  }
  if (signingSecret === undefined) return { transport: null, routes: null };
  const http = httpTransport({ signingSecret, log, clock, remembered: rememberedIn(db, clock) });
  return { transport: http, routes: http.routes };
}

/** What fails today is due again in a second; the others do not wait for it. */
async function inTurn(deps: SlackDeps, chores: readonly Chore[]): Promise<void> {
  for (const chore of chores) {
    try {
      await chore(deps);
    } catch (error) {
      deps.log.error({ error, chore: chore.name }, "a chore of the Slack front failed");
    }
  }
}

const EVERY_MS = 1_000;

/** One round after the other, never two at once. */
function everySecond(log: Log, round: () => Promise<void>): { start: () => void; stop: () => Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  const next = () => {
    running = round()
      .catch((error: unknown) => log.error({ error }, "a round of the Slack front failed"))
      .finally(() => {
        if (!stopped) timer = setTimeout(next, EVERY_MS);
      });
  };
  return {
    start: next,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
