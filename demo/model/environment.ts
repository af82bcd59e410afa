import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";

/** What every handler of this server finds in its context. */
export type Environment = { Bindings: HttpBindings };
export type ModelContext = Context<Environment>;
