import { z } from "zod";
import { type JsonBounds, readJson } from "../../base/bounded-json.ts";
import { limitedFetch } from "./openai/limited-fetch.ts";
import { SMALLEST_ANSWER_TOKENS } from "./openai/shape.ts";

/** Question and answer together, in tokens; `nothing`: it was asked and does not say; null: it could not be asked now. */
export type ToldWindow = number | "nothing" | null;

/** For all of it: a run waits. */
const WITHIN_MS = 4_000;
export const MAX_BYTES = 4 * 1024 * 1024;
const BOUNDS: JsonBounds = { depth: 16, values: 100_000, members: 1_000 };
/** Whose windows are far larger than a prompt of ours, and who do not say. */
const KNOWN_TO_BE_LARGE = /(^|\.)(openai\.com|azure\.com)$/;

const tokens = z.number().int().min(SMALLEST_ANSWER_TOKENS).max(100_000_000).optional().catch(undefined);
const listed = z.object({
  id: z.string(),
  owned_by: z.string().optional().catch(undefined),
  /** vLLM; OpenRouter; Mistral; Groq; LM Studio, of what it has loaded, at an address of its own. */
  max_model_len: tokens,
  context_length: tokens,
  max_context_length: tokens,
  context_window: tokens,
  loaded_context_length: tokens,
  /** llama.cpp: what it was started with. What a model was trained for says nothing of that. */
  meta: z.object({ n_ctx: tokens }).optional().catch(undefined),
});
const list = z.object({ data: z.array(z.unknown()) });

/**
 * How large the window of a model is, by what its server tells whoever looks: no model is asked. Which question depends on whose server it
 * says it is.
 */
export async function askWindow(
  { server, key }: { server: string; key: string | null },
  model: string,
): Promise<ToldWindow> {
  if (KNOWN_TO_BE_LARGE.test(new URL(server).hostname)) return "nothing";
  const signal = AbortSignal.timeout(WITHIN_MS);
  const headers = { ...(key && { authorization: `Bearer ${key}` }) };
  const read = async (address: string, post?: object): Promise<unknown> => {
    const body = post && { method: "POST", body: JSON.stringify(post) };
    const kind = post && { "content-type": "application/json" };
    const answer = await limitedFetch(MAX_BYTES)(address, { signal, headers: { ...headers, ...kind }, ...body });
    const json = readJson(await answer.text(), BOUNDS);
    return answer.ok && json.ok ? json.value : null;
  };
  try {
    const found = entryOf(await read(`${server}/models`), model);
    const home = server.replace(/\/v1$/, "");
    if (found?.owned_by === "llamacpp" && !found.meta?.n_ctx) return ofLlamaCpp(await read(`${home}/props`));
    if (found?.owned_by === "library") return await ofOllama(read, home, model);
    if (found?.owned_by === "organization_owner") {
      return entryOf(await read(`${home}/api/v0/models`), model)?.loaded_context_length ?? null;
    }
    return (found && toldBy(found)) ?? "nothing";
  } catch {
    // Whether the server is there the first question to its model will tell.
    return null;
  }
}

type Listed = z.infer<typeof listed>;

/** The model's own entry; a server of one model answers for any name. */
function entryOf(answer: unknown, model: string): Listed | undefined {
  const entries = (list.safeParse(answer).data?.data ?? []).flatMap((each) => listed.safeParse(each).data ?? []);
  return entries.find(({ id }) => id === model) ?? (entries.length === 1 ? entries[0] : undefined);
}

function toldBy(entry: Listed): number | undefined {
  const { meta, max_model_len, context_length, context_window, max_context_length } = entry;
  return meta?.n_ctx ?? max_model_len ?? context_length ?? context_window ?? max_context_length;
}

const props = z.object({ n_ctx: tokens, default_generation_settings: z.object({ n_ctx: tokens }).optional() });

function ofLlamaCpp(answer: unknown): ToldWindow {
  const { data } = props.safeParse(answer);
  return data?.default_generation_settings?.n_ctx ?? data?.n_ctx ?? "nothing";
}

const running = z.object({ models: z.array(z.object({ name: z.string(), context_length: tokens })) });
const shown = z.object({ parameters: z.string().catch("") });

/** As it is loaded, or as it was told to load it. Not loaded and not told, its window depends on the machine: then it is asked again. */
async function ofOllama(
  read: (address: string, post?: object) => Promise<unknown>,
  home: string,
  model: string,
): Promise<ToldWindow> {
  const loaded = running.safeParse(await read(`${home}/api/ps`)).data?.models ?? [];
  const own = loaded.find(({ name }) => name === model || name === `${model}:latest`);
  if (own?.context_length) return own.context_length;
  const { data } = shown.safeParse(await read(`${home}/api/show`, { model }));
  const told = /^num_ctx\s{1,40}(\d{3,8})$/m.exec(data?.parameters ?? "")?.[1];
  return told ? Number(told) : null;
}
