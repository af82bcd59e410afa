import { z } from "zod";
import { readJson, type JsonBounds } from "../../base/bounded-json.ts";
import { MAX_BYTES } from "./ask-window.ts";
import { limitedFetch } from "./openai/limited-fetch.ts";

/** What a server says of its models to whoever asks with our key. `unlisted`: it answers, and has no list that could be held against. */
export type ToldModels =
  | { state: "listed"; ids: string[] }
  | { state: "unlisted" }
  | { state: "refused"; status: number }
  | { state: "trouble"; status: number }
  | { state: "silent"; detail: string };

const WITHIN_MS = 5_000;
const BOUNDS: JsonBounds = { depth: 16, values: 100_000, members: 1_000 };
/** Lists what it could be asked for; what it is set up for has names of its own. */
const LISTS_OTHERS = /(^|\.)azure\.com$/;

const list = z.object({ data: z.array(z.object({ id: z.string() })) });

/**
 * Whether the server of the models is there, takes our key, and which models it has, without asking one: its list of them costs nothing.
 *
 * @source OpenAI's "List models", which others serve too; who does not know it answers all the same.
 */
export async function askModels(
  { server, key }: { server: string; key: string | null },
  signal = AbortSignal.timeout(WITHIN_MS),
): Promise<ToldModels> {
  try {
    const headers = { ...(key && { authorization: `Bearer ${key}` }) };
    const answer = await limitedFetch(MAX_BYTES)(`${server}/models`, { signal, headers });
    const { status, ok } = answer;
    if (!ok) await answer.body?.cancel();
    if (status === 401 || status === 403) return { state: "refused", status };
    if (status >= 500) return { state: "trouble", status };
    if (!ok) return { state: "unlisted" };
    const json = readJson(await answer.text(), BOUNDS);
    if (LISTS_OTHERS.test(new URL(server).hostname)) return { state: "unlisted" };
    const { data } = list.safeParse(json.ok ? json.value : null);
    return data && data.data.length > 0
      ? { state: "listed", ids: data.data.map(({ id }) => id) }
      : { state: "unlisted" };
  } catch (error) {
    return { state: "silent", detail: String(error) };
  }
}
