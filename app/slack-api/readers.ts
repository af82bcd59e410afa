import { z } from "zod";
import type { Readers, WhoReads } from "../ports/slack.ts";
import type { SlackApi } from "./client.ts";
import { outcomeOf } from "./outcome.ts";

type Web = SlackApi["web"];

/** Source: docs.slack.dev, conversations.members and users.list: fewer than 1,000 a page. */
const PAGE = 999;
/** Of a larger channel, or workspace, it is not known whether guests read it. */
const MEMBER_PAGES = 5;
const PEOPLE_PAGES = 10;
/** Somebody who becomes a guest is one for us after so long. */
const GUESTS_FRESH_MS = 5 * 60_000;

const shared = z.object({
  is_ext_shared: z.boolean().default(false),
  is_pending_ext_shared: z.boolean().default(false),
});
const people = z.array(
  z.object({
    id: z.string(),
    is_restricted: z.boolean().default(false),
    is_ultra_restricted: z.boolean().default(false),
  }),
);

/**
 * Who reads a channel: two questions for one that other companies read, four for any other. Channels that workspaces of one
 * organisation share (`is_org_shared`) are of one company.
 *
 * @source docs.slack.dev, "Conversation object", "User object".
 */
export function readersIn(web: Web): (channel: { id: string; name: string }) => Promise<WhoReads> {
  const guests = rememberedFor(GUESTS_FRESH_MS, () => guestsOf(web));
  return async ({ id, name }) => {
    try {
      return { kind: "known", ...(await readersOf(web, id, guests)) };
    } catch (error) {
      return whyNot(error, name);
    }
  };
}

async function readersOf(web: Web, channel: string, guests: () => Promise<Guests>): Promise<Readers> {
  const answer = shared.parse((await web.conversations.info({ channel })).channel);
  if (answer.is_ext_shared || answer.is_pending_ext_shared) return { other_companies: true, guests: null };
  const [members, known] = await Promise.all([membersOf(web, channel), guests()]);
  const found = members.ids.some((id) => known.ids.has(id));
  return { other_companies: false, guests: found ? true : members.all && known.all ? false : null };
}

function whyNot(error: unknown, name: string): WhoReads {
  const outcome = outcomeOf(error, name);
  if (outcome.kind === "not_sent") return { kind: "unanswered", retryAfterS: outcome.retryAfterS };
  if (outcome.kind !== "refused") return { kind: "unanswered", retryAfterS: null };
  return isScope(error) ? { kind: "refused", problem: outcome.problem } : { kind: "closed" };
}

const scope = z.object({ data: z.object({ error: z.literal("missing_scope") }) });
const isScope = (error: unknown): boolean => scope.safeParse(error).success;

type Members = { ids: string[]; all: boolean };
type Guests = { ids: ReadonlySet<string>; all: boolean };

function membersOf(web: Web, channel: string): Promise<Members> {
  return paged(MEMBER_PAGES, async (cursor) => {
    const { members, response_metadata } = await web.conversations.members({ channel, limit: PAGE, ...cursor });
    return { ids: z.array(z.string()).parse(members), next: response_metadata?.next_cursor };
  });
}

async function guestsOf(web: Web): Promise<Guests> {
  const { ids, all } = await paged(PEOPLE_PAGES, async (cursor) => {
    const { members, response_metadata } = await web.users.list({ limit: PAGE, ...cursor });
    const restricted = people.parse(members).filter((one) => one.is_restricted || one.is_ultra_restricted);
    return { ids: restricted.map(({ id }) => id), next: response_metadata?.next_cursor };
  });
  return { ids: new Set(ids), all };
}

type Page = { ids: string[]; next: string | undefined };

async function paged(most: number, ask: (cursor: { cursor?: string }) => Promise<Page>): Promise<Members> {
  const ids: string[] = [];
  let next: string | undefined;
  for (let page = 0; page < most; page += 1) {
    const read = await ask(next ? { cursor: next } : {});
    ids.push(...read.ids);
    next = read.next;
    if (!next) return { ids, all: true };
  }
  return { ids, all: false };
}

/** After a failure it is asked again. */
function rememberedFor<Value>(ms: number, ask: () => Promise<Value>): () => Promise<Value> {
  let kept: { at: number; value: Promise<Value> } | undefined;
  return () => {
    if (kept && performance.now() - kept.at < ms) return kept.value;
    const mine = { at: performance.now(), value: ask() };
    kept = mine;
    mine.value.catch(() => void (kept = kept === mine ? undefined : kept));
    return mine.value;
  };
}
