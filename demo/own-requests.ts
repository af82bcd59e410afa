import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { HttpBindings } from "@hono/node-server";
import type { Context, MiddlewareHandler } from "hono";

/*
 * The stand-ins have no passwords: whoever reaches one acts as its people. A page in a browser reaches every port of its machine, so
 * each request has to show that it comes from this server's own pages, or from a program. Programs of this machine are not told apart.
 */

const LOOPBACK = ["127.0.0.1", "localhost", "[::1]"];
const ELSEWHERE = "This stand-in is not served under that name. Open it by the address that the launcher printed.";
const FOREIGN = "This comes from a page of another site, which may not act here. Open this address by itself.";

/** Which addresses are pages, so that a link of another site may lead there. */
type IsPage = (path: string) => boolean;

type Asked = Pick<IncomingMessage, "method" | "url" | "headers"> & {
  socket: { localAddress?: string; localPort?: number };
};

/**
 * Why this request is refused; undefined for our own pages and for programs.
 *
 * A name that someone else's DNS leads here (rebinding) is no name of ours, so the Host is compared, byte for byte, with the few
 * that browsers and programs send for this very socket. Browsers name the page that asks in Origin and in Sec-Fetch-Site.
 *
 * @source W3C, "Fetch Metadata Request Headers"; RFC 6454, 7.
 */
function refusalOf(request: Asked, isPage: IsPage): string | undefined {
  const { host = "", origin, "sec-fetch-site": site, "sec-fetch-mode": mode, "sec-fetch-dest": dest } = request.headers;
  if (!request.url?.startsWith("/") || !namesOf(request.socket).includes(host)) return ELSEWHERE;
  if (origin !== undefined && origin !== `http://${host}`) return FOREIGN;
  if (site === undefined || site === "same-origin") return undefined;
  const isVisit = isReading(request.method) && mode === "navigate" && dest === "document";
  // `none`: a person typed the address. Any other site may send people to our pages and nowhere else.
  const mayVisit = site === "none" || isPage(request.url.split("?")[0] ?? "");
  return isVisit && mayVisit ? undefined : FOREIGN;
}

function namesOf({ localAddress = "", localPort }: Asked["socket"]): string[] {
  const address = localAddress.replace(/^::ffff:/, "");
  const names = [...LOOPBACK, address.includes(":") ? `[${address}]` : address];
  return names.flatMap((name) => (localPort === 80 ? [name, `${name}:80`] : [`${name}:${localPort}`]));
}

const isReading = (method = "GET") => method === "GET" || method === "HEAD";

/** Stands before every route of a stand-in. */
export function ownRequests(isPage: IsPage): MiddlewareHandler<{ Bindings: HttpBindings }> {
  return async (c, next) => {
    const refused = refusalOf(c.env.incoming, isPage);
    return refused ? c.text(refused, 403) : next();
  };
}

/** The same for a WebSocket, which no route sees. @returns whether it was refused and the connection ended. */
export function refuseUpgrade(request: IncomingMessage, socket: Duplex): boolean {
  const refused = refusalOf(request, () => false);
  if (refused) socket.end(`HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  return refused !== undefined;
}

/** Whether a person chose this here, and did not follow a link of another site. Programs send no such header. */
export function isOwnVisit(c: Context): boolean {
  return ["same-origin", "none", undefined].includes(c.req.header("sec-fetch-site"));
}
