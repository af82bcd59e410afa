import type { PartPayload } from "../../db/app/tables.ts";
import type { Problem } from "../../webhooks/contract/problem.ts";

export type SlackChannel = {
  id: string;
  name: string;
  is_private: boolean;
  is_member: boolean;
  /** With another company, or soon. */
  is_ext_shared?: boolean | undefined;
  is_pending_ext_shared?: boolean | undefined;
  num_members?: number | undefined;
};
export type SlackHealth = { ok: true; team: string; bot: string } | { ok: false; message: string; remedy: string };

export type PostTarget = {
  channel: { id: string; name: string };
  thread_ts: string | null;
  key: string;
  delivery_id: string;
  part: number;
  /** With metadata by which it is found again. */
  marked: boolean;
};

/** What an attempt to send came to. Only `unknown` may have had an effect without our knowing. */
export type Outcome =
  | { kind: "sent"; ts: string }
  /** `retryAfterS`: what Slack asks for; null when it does not say. */
  | { kind: "not_sent"; retryAfterS: number | null; problem: Problem }
  /** Not taken in this form: nothing was posted, and another form may do. */
  | { kind: "misfit"; code: string; misfit: Misfit; problem: Problem }
  | { kind: "refused"; problem: Problem }
  | { kind: "unknown"; problem: Problem };

/** What Slack does not like about a message: how long it is, what it is made of, or our mark on it. */
export type Misfit = "size" | "form" | "mark";

/** Looking for one of our messages. "unreadable": nobody lets us look, or what we see does not tell; "unanswered": not now. */
export type Look =
  | { kind: "found"; ts: string }
  | { kind: "missing" }
  | { kind: "unreadable" }
  | { kind: "unanswered"; retryAfterS: number | null };

/** Who reads a channel besides the members of the workspace. `guests`: null where there are too many people to be looked through. */
export type Readers = { other_companies: boolean; guests: boolean | null };

/** "refused": Slack does not let us know; "closed": we could not post there either, and posting says why. */
export type WhoReads =
  | ({ kind: "known" } & Readers)
  | { kind: "unanswered"; retryAfterS: number | null }
  | { kind: "refused"; problem: Problem }
  | { kind: "closed" };

/** Something that was said in a channel, as it was written. `by_us`: Pulse posted it. */
export type SaidInChannel = { ts: string; text: string; by_us: boolean };

/** "refused": Slack does not let us look, and what would change that. */
export type HeardChannel =
  | { kind: "heard"; messages: SaidInChannel[] }
  | { kind: "unanswered"; retryAfterS: number | null }
  | { kind: "refused"; problem: Problem };

/** Emoji that a workspace made for itself, by name. `readable`: false, we lack the scope; then there may be some. */
export type OwnEmoji = { readable: boolean; names: ReadonlySet<string> };

/** Slack as posting needs it. Every call is made once: the outbox decides about a second time. */
export type Slack = {
  channels: () => Promise<SlackChannel[]>;
  test: () => Promise<SlackHealth>;
  post: (target: PostTarget, payload: PartPayload) => Promise<Outcome>;
  update: (channel: PostTarget["channel"], ts: string, payload: PartPayload) => Promise<Outcome>;
  remove: (channel: PostTarget["channel"], ts: string) => Promise<Outcome>;
  permalink: (channelId: string, ts: string) => Promise<string | null>;
  /** What the channel is called now; null when Slack does not say. */
  channelName: (channelId: string) => Promise<string | null>;
  ownEmoji: () => Promise<OwnEmoji>;
  whoReads: (channel: PostTarget["channel"]) => Promise<WhoReads>;
  /** What people and Pulse said there last, the newest first; what apps and Slack itself say is left out. */
  lastSaid: (channel: PostTarget["channel"], most: number) => Promise<HeardChannel>;
  /** When something was last said in a channel, by Slack's clock: what is posted next stands after it. */
  newest: (channelId: string) => Promise<string>;
  findByKey: (target: PostTarget, where: { after: string; known: ReadonlySet<string> }) => Promise<Look>;
  /** Sends to one person, outside the outbox: nothing depends on it. */
  direct: (userId: string, payload: PartPayload) => Promise<Outcome>;
};
