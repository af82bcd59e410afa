import { forgetSlackActs } from "../../db/app/slack-acts.ts";
import type { Deps } from "../deps.ts";

/** Longer than a signature holds (transport/http.ts), and than Slack brings an event again. */
const ACTS_MS = 60 * 60_000;

/** A job's: what nobody asks for any more. */
export async function sweepSlack({ db, clock }: Pick<Deps, "db" | "clock">): Promise<void> {
  await forgetSlackActs(db, new Date(clock().getTime() - ACTS_MS));
}
