import type { Kind } from "./dispatched.ts";

export type Delivery = { kind: Kind; what: string; by: string; payload: Record<string, unknown> };

/** What came back in time; `final` says that the app wants no retry. */
export type Ack = { ok: true; answer?: unknown } | { ok: false; reason: string; final?: boolean };
