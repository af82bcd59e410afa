import type { components } from "@octokit/openapi-types";
import type { Links } from "./links.ts";
import type { Pull } from "./world.ts";
import { stableNumber } from "./stable.ts";

type Schemas = components["schemas"];

/** Null when the account is gone. A known name without a login gets the login that such a person might have. */
export function authorLogin(pull: Pick<Pull, "author_login" | "author_name" | "is_bot">): string | null {
  if (pull.author_login !== null) return pull.author_login;
  return pull.author_name === null ? null : loginFromName(pull.author_name, pull.is_bot);
}

export function loginFromName(name: string, isBot: boolean): string {
  const plain = name
    .normalize("NFKD")
    .replace(/\[bot\]$/, "")
    .toLowerCase();
  const login = plain.replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "") || `user-${stableNumber(name, 100_000)}`;
  return isBot ? `${login}[bot]` : login;
}

/** As GitHub does it: an app's login ends in `[bot]`; a machine that signs in like a person is a User. */
export function simpleUser(login: string, links: Links, type?: "Organization"): Schemas["simple-user"] {
  const url = `${links.api}/users/${encodeURIComponent(login)}`;
  const isBot = login.endsWith("[bot]");
  const id = 1_000 + stableNumber(`user ${login}`, 90_000_000);
  return {
    login,
    id,
    node_id: Buffer.from(`04:User${id}`).toString("base64"),
    avatar_url: `https://avatars.githubusercontent.com/u/${id}?v=4`,
    gravatar_id: "",
    url,
    html_url: isBot ? `${links.html}/apps/${login.slice(0, -"[bot]".length)}` : `${links.html}/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: type ?? (isBot ? "Bot" : "User"),
    site_admin: false,
  };
}
