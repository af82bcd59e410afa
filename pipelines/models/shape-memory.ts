import type { Clock } from "../../base/clock.ts";
import { findCapabilities, rememberCapabilities } from "../../db/pipelines/capabilities.ts";
import type { Db } from "../../db/pipelines/tables.ts";
import { readShape, type ShapeMemory } from "./openai/shape.ts";

/** What this server's models want is kept with the rest that was found out about them. */
export function keptShapes(db: Db, server: string, clock: Clock): ShapeMemory {
  return {
    known: async (model) => readShape((await findCapabilities(db, { server, model }, clock())).shape),
    found: (model, shape, by) => rememberCapabilities(db, { server, model }, { shape }, clock(), by),
  };
}
