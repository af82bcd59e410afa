import type { Found } from "../../base/readiness.ts";
import type { ModelSettings } from "./settings.ts";

const MODEL_SERVER_WITHIN_MS = 5_000;

/**
 * Whether the server of the models is there and takes our key, without asking a model: its list of them costs nothing.
 *
 * @param models Null: none is set up.
 * @source OpenAI's "List models", which others serve too; who does not know it answers all the same.
 */
export async function reachModel(models: ModelSettings | null, key: string | null): Promise<Found> {
  if (!models) return { state: "off", says: "No model is set up: the rules write." };
  let status: number;
  try {
    const answer = await fetch(`${models.server}/models`, {
      redirect: "manual",
      signal: AbortSignal.timeout(MODEL_SERVER_WITHIN_MS),
      ...(key && { headers: { authorization: `Bearer ${key}` } }),
    });
    status = answer.status;
    await answer.body?.cancel();
  } catch (error) {
    return { state: "down", says: "Its server does not answer. Until then the rules write.", detail: String(error) };
  }
  if (status === 401 || status === 403) return { state: "down", says: "Its server refuses our key. The rules write." };
  if (status >= 500) return { state: "down", says: `Its server answers ${status}. Until then the rules write.` };
  return { state: "ok", says: "Its server answers." };
}
