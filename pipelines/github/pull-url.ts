import { isLoopback } from "../../base/listen.ts";

/**
 * The address of a pull request's page: what the server says, when it is one of that very pull request, else github.com's. An address
 * from an untrusted answer could lead anywhere.
 */
export function pullUrl(repo: string, number: number, given: string): string {
  const ours = `https://github.com/${repo}/pull/${number}`;
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url || url.username || url.password) return ours;
  const isSafe = url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url.hostname));
  const fits = url.pathname.toLowerCase() === `/${repo}/pull/${number}`.toLowerCase();
  return isSafe && fits ? url.origin + url.pathname : ours;
}
