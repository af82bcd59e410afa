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
  const key = { server, model };
  const found = await findCapabilities(db, key, clock());
  const { window, told } = readShape(found.shape);
  const known = Math.min(window ?? Infinity, configured ?? Infinity);
  if (known !== Infinity || told || !askWindow) return { ...found, window: known === Infinity ? null : known };
  const answer = await askWindow(model);
  if (answer !== null) {
    const shape: Record<string, string | number> = answer === "nothing" ? { told: answer } : { window: answer };
    await rememberCapabilities(db, key, { shape }, clock(), by);
  }
  return { ...found, window: typeof answer === "number" ? answer : null };
}
