import { findLastWindowEnd } from "../../db/app/profiles.ts";
import type { Brief, Profile } from "../../db/app/tables.ts";
import type { Deps } from "../deps.ts";

/** What one click asks for. */
export async function briefNow(db: Deps["db"], { id, brief }: Pick<Profile, "id" | "brief">): Promise<Brief> {
  const last = await findLastWindowEnd(db, id);
  const window = last
    ? { preset: "last" as const }
    : brief.window.preset === "last"
      ? { preset: "7d" as const }
      : brief.window;
  return { ...brief, window };
}
