import { forgetSlackActs } from "../../db/app/slack-acts.ts";
import { forgetSlackForms } from "../../db/app/slack-forms.ts";
import type { Deps } from "../deps.ts";

/** Longer than a signature holds (transport/http.ts), and than Slack brings an event again. */
const ACTS_MS = 60 * 60_000;
/** Whoever did not open a form again in a week will not. */
const FORMS_MS = 7 * 24 * 3_600_000;

/** A job's: what nobody asks for any more. */
export async function sweepSlack({ db, clock }: Pick<Deps, "db" | "clock">): Promise<void> {
  await forgetSlackActs(db, new Date(clock().getTime() - ACTS_MS));
  await forgetSlackForms(db, new Date(clock().getTime() - FORMS_MS));
}
