import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Clock } from "../../base/clock.ts";
import { firstChannels, WORLD_BEGAN_S, type Channel } from "./world.ts";

/** A block as it was sent: limits.ts has judged its shape, the view draws what it knows of it. */
export type Block = { type: string; [field: string]: unknown };
export type Metadata = { event_type: string; event_payload: Record<string, unknown> };

export type Message = {
  ts: string;
  channel: string;
  user: string;
  /** Present when the app spoke. */
  bot_id?: string;
  app_id?: string;
  subtype?: "tombstone" | "thread_broadcast";
  text: string;
  blocks?: Block[];
  attachments?: Record<string, unknown>[];
  metadata?: Metadata;
  thread_ts?: string;
  edited?: { user: string; ts: string };
  /** Only this person saw it; never in a history, never in the file. */
  ephemeral_to?: string;
};

type Saved = { channels: Channel[]; messages: Message[]; last_micros: number };

export type Store = ReturnType<typeof openStore>;

/**
 * All messages and channels, in memory, and in one JSON file when there is a path: written before a call is answered, so
 * what Slack said it has, it has after a restart too.
 *
 * @throws when the file is there and is not readable as ours.
 */
export function openStore(clock: Clock, path?: string) {
  const { channels, messages, last_micros } = read(path);
  let lastMicros = last_micros;
  let behindMs = 0;

  return {
    channels,
    messages,

    /** Seconds and microseconds, later than every one before it, restarts included. */
    nextTs(): string {
      if (behindMs > 0) return pastTs();
      lastMicros = Math.max(clock().getTime() * 1_000, lastMicros + 100);
      return tsOf(lastMicros);
    },

    /** From now on messages are written as if it were so much earlier; 0: as they come. They stand in the order of their times. */
    goBack(ms: number): void {
      behindMs = ms;
      messages.sort((one, other) => Number(one.ts) - Number(other.ts));
    },

    save(): void {
      if (path === undefined) return;
      const kept: Saved = { channels, messages: messages.filter((m) => !m.ephemeral_to), last_micros: lastMicros };
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(`${path}.new`, JSON.stringify(kept), { mode: 0o600 });
      renameSync(`${path}.new`, path);
    },
  };

  function pastTs(): string {
    let micros = (clock().getTime() - behindMs) * 1_000;
    while (messages.some(({ ts }) => ts === tsOf(micros))) micros += 100;
    return tsOf(micros);
  }
}

function tsOf(micros: number): string {
  return `${Math.floor(micros / 1_000_000)}.${String(micros % 1_000_000).padStart(6, "0")}`;
}

function read(path: string | undefined): Saved {
  const saved = path === undefined ? undefined : readSaved(path);
  if (!saved) return { channels: firstChannels(), messages: [welcome()], last_micros: WORLD_BEGAN_S * 1_000_000 + 100 };
  const known = new Map(saved.channels.map((channel) => [channel.id, channel]));
  return { ...saved, channels: firstChannels().map((channel) => known.get(channel.id) ?? channel) };
}

function readSaved(path: string): Saved | undefined {
  try {
    // Safe: only `save` writes this file.
    return JSON.parse(readFileSync(path, "utf8")) as Saved;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new Error(`${path} cannot be read as demo Slack's messages. Move it away to start afresh.`, { cause: error });
  }
}

/** One message that is not the app's, so that "not yours to change" can be seen. */
function welcome(): Message {
  const text = "Welcome to Acme :wave: Weekly updates arrive in <#C0ENG>, news for customers in <#C0PROD>.";
  return { ts: tsOf(WORLD_BEGAN_S * 1_000_000 + 100), channel: "C0GEN", user: "U0MIRA", text };
}
