import type { MiddlewareHandler } from "hono";
import { isLoopback } from "../../../base/listen.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import type { Settings } from "../../deps.ts";
import type { Web, WebEnv } from "./context.ts";

type Where = Pick<Settings, "development" | "publicUrl">;

const SAFE = new Set(["GET", "HEAD", "OPTIONS"]);

/** Our address as the browser sees it: on this machine by any of its names and through any tunnel. */
export function originOf(c: Web, { development, publicUrl }: Where): string {
  return new URL(development ? c.req.url : publicUrl).origin;
}

/**
 * Lets in who asked for this Pulse, and lets only Pulse's own pages change anything.
 *
 * A name that somebody points at this machine (DNS rebinding) is none of ours. Programs that carry a token instead of a cookie are
 * served before this: the pipelines' webhook, Slack's events, and the health checks, which know no name.
 */
export function ownSite(settings: Where): MiddlewareHandler<WebEnv> {
  return async (c, next) => {
    if (!isOurHost(c, settings)) throw notHere(settings);
    if (!SAFE.has(c.req.method) && !isOurPage(c, settings)) {
      throw new Problem("forbidden", "This was sent from another site.", "Open the page here and send it again.");
    }
    c.set("ours", true);
    await next();
  };
}

export function isLoopbackHost(c: Web): boolean {
  return isLoopback(addressOf(c.req.header("host") ?? new URL(c.req.url).host)?.hostname ?? "");
}

function isOurHost(c: Web, settings: Where): boolean {
  if (settings.development) return isLoopbackHost(c);
  const ours = new URL(settings.publicUrl);
  const named = [c.req.header("host") ?? new URL(c.req.url).host, c.req.header("x-forwarded-host")];
  return named.some((host) => host !== undefined && addressOf(host, ours.protocol)?.host === ours.host);
}

function addressOf(host: string, protocol = "http:"): URL | null {
  return URL.parse(`${protocol}//${host.split(",")[0]?.trim()}`);
}

/** What a browser says of itself cannot be made up by a page; where it says nothing, the origin must be ours. */
function isOurPage(c: Web, settings: Where): boolean {
  const [site, origin] = [c.req.header("sec-fetch-site"), c.req.header("origin")];
  const named = origin !== undefined && origin !== "null";
  if (named && URL.parse(origin)?.origin !== originOf(c, settings)) return false;
  return site === undefined ? named : site === "same-origin" || site === "none";
}

const notHere = ({ development, publicUrl }: Where): Problem =>
  new Problem(
    "forbidden",
    "Pulse is not at this address.",
    development
      ? `Open ${publicUrl}.`
      : `Open ${publicUrl}. A proxy before Pulse must hand on Host, or tell it as X-Forwarded-Host.`,
  );
