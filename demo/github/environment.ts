import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import type { Links } from "./links.ts";

/** What every handler of this server finds in its context. */
export type Environment = { Bindings: HttpBindings; Variables: { links: Links } };
export type RestContext = Context<Environment>;
