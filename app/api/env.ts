import type { Context } from "hono";
import type { Actor } from "../deps.ts";

export type ApiEnv = { Variables: { actor: Actor; token_id: string } };
type Call = Context<ApiEnv>;
export type ApiHandler = (c: Call) => Promise<Response>;
