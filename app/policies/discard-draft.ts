import { inTransaction } from "../../db/connect.ts";
import { deletePolicyDraft } from "../../db/app/policy-drafts.ts";
import type { Actor, Deps } from "../deps.ts";
import { profileOf } from "../profiles/profile-of.ts";
import { draftOwnerOf } from "./change-policy-in.ts";

/** Throws away what somebody changed and did not save. */
export async function discardDraft({ db }: Pick<Deps, "db">, actor: Actor, profile_id: string): Promise<void> {
  await profileOf(db, actor, profile_id);
  await inTransaction(db, (tx) => deletePolicyDraft(tx, draftOwnerOf(actor, profile_id)));
}
