import { deleteSession } from "../../db/app/people.ts";
import { sha256 } from "../../webhooks/contract/digest.ts";
import type { Deps } from "../deps.ts";

export async function signOut({ db }: Deps, token: string): Promise<void> {
  await deleteSession(db, sha256(token));
}
