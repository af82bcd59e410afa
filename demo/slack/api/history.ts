import { z } from "zod";
import type { Demo } from "../demo.ts";
import { SlackRefusal } from "../slack-refusal.ts";
import type { Message } from "../store.ts";
import { findOwnChannel } from "./find-channel.ts";
import { count, flag, method } from "./method.ts";
import { pageOf } from "./page-of.ts";
import { shownMessage } from "../shown-message.ts";

const span = {
  channel: z.string(),
  oldest: z.string().default("0"),
  latest: z.string().optional(),
  inclusive: flag.default(false),
  include_all_metadata: flag.default(false),
  limit: count(100, 999),
  cursor: z.string().optional(),
};
type Span = z.infer<z.ZodObject<typeof span>>;

/** Newest first; replies only when they were broadcast. */
export const history = method(z.object(span), (demo, args) => {
  const channel = findOwnChannel(demo, args.channel);
  const told = demo.store.messages.filter(
    (m) => m.channel === channel.id && !m.ephemeral_to && (!m.thread_ts || m.subtype === "thread_broadcast"),
  );
  return { ...shownPage(demo, told.filter(within(args)).sort(byTime).reverse(), args), pin_count: 0 };
});

/** The root, then its replies from the first to the last. */
export const replies = method(z.object({ ...span, ts: z.string() }), (demo, args) => {
  const channel = findOwnChannel(demo, args.channel);
  const here = demo.store.messages.filter((m) => m.channel === channel.id && !m.ephemeral_to);
  const named = here.find((m) => m.ts === args.ts);
  if (!named) throw new SlackRefusal("thread_not_found");

  const root = named.thread_ts ?? named.ts;
  const said = here.filter((m) => m.thread_ts === root && within(args)(m)).sort(byTime);
  return shownPage(demo, [...here.filter((m) => m.ts === root), ...said], args);
});

function within({ oldest, latest, inclusive }: Span) {
  const from = micros(oldest);
  const to = latest === undefined ? Infinity : micros(latest);
  return ({ ts }: Message) => {
    const at = micros(ts);
    return inclusive ? at >= from && at <= to : at > from && at < to;
  };
}

/** @throws {SlackRefusal} `invalid_ts_oldest` */
function micros(ts: string): number {
  if (!/^\d+(\.\d+)?$/.test(ts)) throw new SlackRefusal("invalid_ts_oldest");
  const [seconds = "0", fraction = ""] = ts.split(".");
  return Number(seconds) * 1_000_000 + Number(fraction.padEnd(6, "0").slice(0, 6));
}

const byTime = (a: Message, b: Message) => micros(a.ts) - micros(b.ts);

function shownPage(demo: Demo, all: readonly Message[], { limit, cursor, include_all_metadata }: Span) {
  const { items, next, has_more } = pageOf(all, limit, cursor);
  const messages = items.map((message) => shownMessage(demo, message, include_all_metadata));
  return { messages, has_more, response_metadata: { next_cursor: next } };
}
