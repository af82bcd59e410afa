import type { Clock } from "../../base/clock.ts";
import { findCapabilities, rememberCapabilities } from "../../db/pipelines/capabilities.ts";
import type { Db } from "../../db/pipelines/tables.ts";
import type { ToldWindow } from "./ask-window.ts";
import type { AskedBy, Capabilities } from "./chat.ts";
import { readShape } from "./openai/shape.ts";
import type { ModelSettings } from "./settings.ts";

/** Of a model and its server. `window`: question and answer together, in tokens; null: nobody knows. */
export type KnownModel = Capabilities & { window: number | null };

type KnowingDeps = {
  db: Db;
  clock: Clock;
  /** Null: no server is set up that could be asked. */
  askWindow: ((model: string) => Promise<ToldWindow>) | null;
};

/** What is known of a model when a run begins: what was found, and its window as its server tells, asked for once. */
export async function knownModel(
  { db, clock, askWindow }: KnowingDeps,
  { server, window: configured }: Pick<ModelSettings, "server" | "window">,
  model: string,
  by: AskedBy,
): Promise<KnownModel> {
  const known = await rememberedModel({ db, clock }, { server, window: configured }, model);
  if (known.window !== null || readShape(known.shape).told || !askWindow) return known;
  const answer = await askWindow(model);
  if (answer !== null) {
    const shape: Record<string, string | number> = answer === "nothing" ? { told: answer } : { window: answer };
    await rememberCapabilities(db, { server, model }, { shape }, clock(), by);
  }
  return { ...known, window: typeof answer === "number" ? answer : null };
}

/** The same without asking anybody. */
export async function rememberedModel(
  { db, clock }: Pick<KnowingDeps, "db" | "clock">,
  { server, window: configured }: Pick<ModelSettings, "server" | "window">,
  model: string,
): Promise<KnownModel> {
  const found = await findCapabilities(db, { server, model }, clock());
  const window = Math.min(readShape(found.shape).window ?? Infinity, configured ?? Infinity);
  return { ...found, window: window === Infinity ? null : window };
}
