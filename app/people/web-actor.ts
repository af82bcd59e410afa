import type { SignedIn } from "../../db/app/people.ts";
import type { Actor } from "../deps.ts";

export function webActor({ id, team_id, name }: SignedIn): Actor {
  return { id, team_id, name, surface: "web" };
}
