import { listAuthors, listTeam } from "../../db/app/people.ts";
import type { Db, Person } from "../../db/app/tables.ts";

/**
 * Which GitHub login may be whose: never linked by itself, only offered for somebody to confirm. GitHub tells the app no addresses, so
 * a login is offered to whoever's verified e-mail begins like it.
 */
export async function proposeLogins(db: Db, teamId: string): Promise<Map<string, string>> {
  const [people, authors] = await Promise.all([listTeam(db, teamId), listAuthors(db, teamId)]);
  return proposalsFor(people, authors);
}

/** By person id. A login that two people could have is offered to nobody. */
export function proposalsFor(
  people: readonly Pick<Person, "id" | "email" | "github_login" | "github_opt_out" | "deactivated_at">[],
  logins: readonly string[],
): Map<string, string> {
  const linked = new Set(people.map(({ github_login }) => github_login?.toLowerCase()));
  const open = people.filter((one) => one.email && !one.github_login && !one.github_opt_out && !one.deactivated_at);
  const offers = logins
    .filter((login) => !linked.has(login.toLowerCase()))
    .map((login) => ({ login, fits: open.filter(({ email }) => plain(email?.split("@")[0] ?? "") === plain(login)) }));
  return new Map(
    offers.flatMap(({ login, fits: [one, ...more] }) => (one && more.length === 0 ? [[one.id, login]] : [])),
  );
}

const plain = (text: string): string => text.toLowerCase().replace(/[^a-z0-9]/g, "");
