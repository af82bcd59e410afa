import type { Profile } from "../../../db/app/tables.ts";
import { slugFromName } from "../../profiles/slug-from-name.ts";

/**
 * Which profiles somebody means: by name or address in any spelling, else by how they begin. More than one where that says too little.
 */
export function meantProfiles<Named extends Pick<Profile, "name" | "slug">>(
  profiles: readonly Named[],
  said: string,
): Named[] {
  const slug = slugFromName(said);
  if (slug === "") return [];
  const exact = profiles.filter((one) => one.slug === slug || one.name.toLowerCase() === said.trim().toLowerCase());
  return exact.length > 0 ? exact : profiles.filter((one) => one.slug.startsWith(slug));
}
