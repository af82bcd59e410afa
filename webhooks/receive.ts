import { Hono } from "hono";
import { z } from "zod";
import { readBody as bytesOf } from "../base/read-body.ts";
import { sha256 } from "./contract/digest.ts";
import { event as eventSchema, type Event } from "./contract/events.ts";
import { detailsOf, parse, Problem } from "./contract/problem.ts";
import { EVENT_BOUNDS, jsonOfBody } from "./contract/read-json.ts";
import { storable } from "./contract/storable.ts";
import { isAuthentic } from "./signature.ts";
import { tokenDigest } from "./token.ts";

const MAX_BODY_BYTES = 4 * 1024 * 1024;

/** What the receiver keeps of one request for a text: who asked, until when its token lives, and what came. */
export type Receipt = {
  request_id: string;
  generation: number;
  state: "open" | "settled" | "cancelled";
  expires_at: Date;
  /** SHA-256 of the body that settled it. */
  body_sha256: string | null;
};

export type ReceiptStore = {
  /** @param tokenSha256 The digest is what is stored and looked up: timing tells nothing about the token. */
  find: (tokenSha256: string) => Promise<Receipt | undefined>;
  /**
   * Applies the event and marks the receipt as settled, both or neither.
   * @returns false when another delivery settled or cancelled it first.
   */
  settle: (receipt: Receipt, event: Event, bodySha256: string) => Promise<boolean>;
};

type Receiver = { store: ReceiptStore; signingKeys: readonly string[]; now: () => Date };

/** The answers are the contract's: see webhooks/contract/README.md, "What the receiver answers". */
export function receiver({ store, signingKeys, now }: Receiver): Hono {
  return new Hono()
    .onError((error, c) => {
      if (!(error instanceof Problem)) throw error;
      if (error.code === "unauthorized") c.header("www-authenticate", 'Bearer realm="pulse"');
      return c.json(detailsOf(error), error.status as 401, { "content-type": "application/problem+json" });
    })
    .post("/", async (c) => {
      const body = await readBody(c.req.raw);
      const token = tokenOf(c.req.header("authorization"), c.req.query("token"));
      const authentic = isAuthentic(c.req.raw.headers, body, signingKeys);
      const digest = tokenDigest(token ?? "");
      const receipt = token ? await store.find(digest) : undefined;
      if (!authentic || !receipt || receipt.expires_at <= now()) throw refused();
      return c.json(await answer(store, receipt, body, () => store.find(digest)));
    })
    .all("/", (c) => {
      c.header("allow", "POST");
      throw new Problem("bad_request", "This address takes POST only.", "Send the event as a POST.");
    });
}

async function answer(
  store: ReceiptStore,
  receipt: Receipt,
  body: string,
  lookAgain: () => Promise<Receipt | undefined>,
): Promise<{ accepted: true; effect: boolean }> {
  const bodySha256 = sha256(body);
  const over = settledAnswer(receipt, bodySha256);
  if (over) return over;
  const event = parse(eventSchema, jsonOf(body), "The webhook body", "Send an event of this contract’s schema.");
  if (event.request_id !== receipt.request_id) throw refused();
  if (await store.settle(receipt, event, bodySha256)) return { accepted: true, effect: true };
  // Someone settled it between our look and our write: the same bytes are welcome, anything else is late.
  const settled = settledAnswer((await lookAgain()) ?? receipt, bodySha256);
  if (settled) return settled;
  throw new Error(`Receipt of ${receipt.request_id} is open and was not settled.`);
}

function settledAnswer(receipt: Receipt, bodySha256: string): { accepted: true; effect: false } | undefined {
  if (receipt.state === "cancelled") {
    throw new Problem("gone", "Nobody waits for this result any more.", "Stop sending it.");
  }
  if (receipt.state === "open") return undefined;
  if (receipt.body_sha256 === bodySha256) return { accepted: true, effect: false };
  throw new Problem("conflict", "This request already has another result.", "Stop sending this one.");
}

/** One answer for every way of not being the right sender: it must not say which. */
function refused(): Problem {
  return new Problem("unauthorized", "The webhook is not authentic.", "Check token, signing key and clock.");
}

/** Ours have 43 characters; others may make longer ones. */
const token = z.string().regex(/^[\x21-\x7e]{1,200}$/);

function tokenOf(authorization: string | undefined, query: string | undefined): string | undefined {
  const given = /^Bearer (\S+)$/i.exec(authorization ?? "")?.[1] ?? query;
  return token.safeParse(given).data;
}

async function readBody(request: Request): Promise<string> {
  const tooLarge = new Problem("too_large", "The body is larger than 4 MiB.", "Send a smaller report.");
  const body = await bytesOf(request, MAX_BODY_BYTES);
  if (!body) throw tooLarge;
  return body.toString("utf8");
}

/** Without what PostgreSQL's JSON cannot keep: it would refuse a whole report for one null character in a title. */
function jsonOf(body: string): unknown {
  const value = jsonOfBody(body, EVENT_BOUNDS, "invalid");
  // Neither a null character nor half of a character comes in any other way.
  return body.includes("\\u") ? storable(value) : value;
}
