import { findPerson } from "../../db/app/people.ts";
import { Problem } from "../../webhooks/contract/problem.ts";
import type { Deps } from "../deps.ts";
import { startSession, type Session } from "./start-session.ts";

/** Development only: whoever says so is that person. @throws {Problem} `forbidden` outside development, `not_found`. */
export async function signIn({ db, clock, settings }: Deps, handle: string): Promise<Session> {
  if (!settings.development)
    throw new Problem("forbidden", "This sign-in is for development only.", "Sign in with your account.");
  const person = await findPerson(db, handle);
  if (!person) throw new Problem("not_found", "There is nobody of that name.", "Choose one of the people shown.");
  if (person.deactivated_at) {
    throw new Problem(
      "forbidden",
      "This account is switched off.",
      "Choose another one, or switch it on in the settings.",
    );
  }
  return startSession({ db, clock }, person);
}
