import { findSession, type SignedIn } from "../../db/app/people.ts";
import { sha256 } from "../../webhooks/contract/digest.ts";
import type { Deps } from "../deps.ts";

export async function personOf({ db, clock }: Deps, token: string): Promise<SignedIn | undefined> {
  return findSession(db, sha256(token), clock());
}
