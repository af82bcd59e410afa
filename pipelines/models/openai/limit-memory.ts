import type { CallFailure } from "./failure.ts";
import { limitNames, type LimitName } from "./request.ts";

const COMPLAINS =
  /unsupported|unrecogni[sz]ed|unknown|unexpected|extra|not (supported|permitted|allowed|valid)|n't support|instead/i;

/**
 * Which name of the limit each model takes, as long as this process lives. OpenAI and Azure begin with the new one; elsewhere the
 * old one is understood by all, and the new one by some silently ignored.
 */
export function limitMemory(server: string) {
  const found = new Map<string, LimitName>();
  const modern = /(^|\.)(openai\.com|azure\.com)$/.test(new URL(server).hostname);
  const first: LimitName = modern ? "max_completion_tokens" : "max_tokens";
  const nameFor = (model: string) => found.get(model) ?? first;

  return {
    nameFor,
    /** Takes the other name when the server complains of this one. @returns what to say of it; null when it does not. */
    renamed(model: string, { kind, status, param, words }: CallFailure): string | null {
      const name = nameFor(model);
      const named = param === name || (words.includes(name) && COMPLAINS.test(words));
      if (found.has(model) || !named || kind !== "refused_request" || (status !== 400 && status !== 422)) return null;
      const other = limitNames.find((one) => one !== name) ?? name;
      found.set(model, other);
      return `${model} wants ${other}, not ${name}.`;
    },
  };
}
