import type { Finding } from "../../webhooks/contract/finding.ts";

/** What a check says, of words or of what happened since. `posts`: the updates that it speaks of. */
export type AppFinding = Finding & { posts?: { update_id: string; name: string }[] };
