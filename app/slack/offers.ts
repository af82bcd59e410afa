import type { Person } from "../../db/app/tables.ts";
import { mayDo, type Subject } from "../people/policy.ts";
import { LISTENERS, type ListenerName } from "./rights.ts";

/** What somebody is offered: nothing that would be refused when they press it. */
export type Offer = (name: ListenerName<"action">) => boolean;

type Who = Pick<Person, "id" | "role" | "deactivated_at">;

/** @param subject What it is about; null: what depends on that is offered to nobody. */
export const offerTo =
  ({ id, role, deactivated_at }: Who, subject: Subject | null = null): Offer =>
  (name) =>
    answerTo({ id, role, deactivated_at }, name, subject).ok;

export const answerTo = ({ id, role, deactivated_at }: Who, name: ListenerName<"action">, subject: Subject | null) =>
  mayDo({ id, role, deactivated_at, surface: "slack" }, LISTENERS.action[name], subject);
