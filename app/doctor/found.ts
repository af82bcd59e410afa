import type { DoctorCheck } from "../../webhooks/contract/doctor.ts";
import type { Actor, Deps } from "../deps.ts";

/** One part of the installation, looked at: everything that is to be said of it. Whatever it throws is what is wrong with it. */
export type PartLook = (deps: Deps, actor: Actor) => Promise<DoctorCheck[]>;

/** Of one part, in its states. */
export function sayings(part: string) {
  return {
    ok: (says: string): DoctorCheck => ({ part, state: "ok", says, next: "" }),
    warn: (says: string, next: string): DoctorCheck => ({ part, state: "warn", says, next }),
    fail: (says: string, next: string): DoctorCheck => ({ part, state: "fail", says, next }),
  };
}
