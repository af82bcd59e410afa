import type { Capabilities } from "../../models/chat.ts";
import type { KnownModel } from "../../models/known-model.ts";
import { readShape } from "../../models/openai/shape.ts";
import type { Draft } from "./draft.ts";
import type { Room } from "./room.ts";

/** What is known of a model and its server when its writers begin. */
export type KnownServer = Pick<Draft, "rung" | "bounded"> & {
  /** Null: it was recorded before windows were known of. */
  room: Room | null;
  /** Whether it takes tools; null: not tried. */
  tools: boolean | null;
  model: string;
};

export function serverOf(known: KnownModel, model: string): KnownServer {
  return { ...beginsWith(known), room: roomOf(known), tools: known.tools, model };
}

/** The strictest form that may do. A run that was recorded before there were bounds goes on without. */
function beginsWith({ format, bounds }: Partial<Capabilities>): Pick<Draft, "rung" | "bounded"> {
  const rung = format ?? "json_schema";
  return { rung, bounded: rung === "json_schema" && (bounds === true || bounds === null) };
}

function roomOf({ window, tools, format, shape }: Partial<KnownModel>): Room | null {
  if (window === undefined) return null;
  const { thoughts } = readShape(shape);
  const thinks = thoughts === undefined ? null : thoughts === "some";
  return { window, thinks, tools: tools ?? null, known: Boolean(format) };
}
