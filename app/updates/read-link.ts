import { LIMITS } from "../../webhooks/contract/limits.ts";
import { pullRequestRef } from "../../webhooks/contract/parameters.ts";

/** Where somebody begins: a message in Slack, a pull request, or an update of ours. */
type Link =
  | { kind: "message"; channel: string; ts: string }
  | { kind: "pull_request"; pr: string }
  | { kind: "update"; id: string };

/** Reads an address as people copy it, with and without https. Undefined: none of these. */
export function readLink(text: string): Link | undefined {
  const given = text.trim().slice(0, LIMITS.address_chars);
  if (pullRequestRef.safeParse(given).success) return { kind: "pull_request", pr: given };
  const address = /^https?:\/\//i.test(given) ? given : `https://${given}`;
  if (!URL.canParse(address)) return undefined;
  const [first = "", second = "", third = "", fourth = ""] = new URL(address).pathname.split("/").slice(1);
  // acme.slack.com/archives/C07ENG/p1794819727000100
  const stamp = /^p(\d{10})(\d{6})$/.exec(third);
  if (first === "archives" && second && stamp)
    return { kind: "message", channel: second, ts: `${stamp[1]}.${stamp[2]}` };
  const pr = `${first}/${second}#${fourth}`;
  if (third === "pull" && pullRequestRef.safeParse(pr).success) return { kind: "pull_request", pr };
  const isUpdate = first === "updates" && /^[0-9a-f-]{36}$/i.test(second);
  return isUpdate ? { kind: "update", id: second } : undefined;
}
