import type { Server } from "node:http";
import { isIPv6 } from "node:net";
import { z } from "zod";

/** Every address of this machine: of both families, and of the older one alone. */
const ANY = new Set(["::", "0.0.0.0"]);
const LOOPBACK = new Set(["127.0.0.1", "localhost", "::1"]);

/** Where a process listens. `::` takes connections over IPv6 and IPv4 alike. */
export const listenVariables = (port: number) => ({
  HOST: z
    .string()
    .default("127.0.0.1")
    .transform((host) => host.replace(/^\[([^\]]*)\]$/, "$1")),
  PORT: z.coerce
    .number({ error: PORT_WORDS })
    .int({ error: PORT_WORDS })
    .min(0, PORT_WORDS)
    .max(65_535, PORT_WORDS)
    .default(port),
});
const PORT_WORDS = "must be a number from 0 to 65535";

/** As HOST or a URL has it. */
export const isLoopback = (host: string): boolean => LOOPBACK.has(host.replace(/^\[|\]$/g, ""));

/** One can listen there, and send nobody there. */
export const isEveryAddress = (host: string): boolean => ANY.has(host);

export const addressOf = (host: string, port: number): string => `http://${isIPv6(host) ? `[${host}]` : host}:${port}`;

/**
 * @param open Begins to listen at a host, and calls `up` when it does.
 * @returns the port, which is another one than was asked for when that was 0.
 * @throws {Error} in one sentence.
 */
export async function listen(
  { HOST, PORT }: { HOST: string; PORT: number },
  open: (hostname: string, up: () => void) => Server,
): Promise<{ server: Server; port: number }> {
  try {
    return await opened(HOST, open);
  } catch (cause) {
    const { code = "" } = cause as NodeJS.ErrnoException;
    // A machine without IPv6: what is left of both families.
    if (HOST === "::" && WITHOUT_IPV6.has(code)) return listen({ HOST: "0.0.0.0", PORT }, open);
    throw new Error(wordsFor(code, HOST, PORT) ?? (cause as Error).message, { cause });
  }
}

const WITHOUT_IPV6 = new Set(["EAFNOSUPPORT", "EADDRNOTAVAIL"]);

function opened(host: string, open: (hostname: string, up: () => void) => Server) {
  return new Promise<{ server: Server; port: number }>((up, failed) => {
    const server = open(host, () => {
      const address = server.address();
      up({ server, port: typeof address === "object" && address ? address.port : 0 });
    });
    server.once("error", failed);
  });
}

function wordsFor(code: string, host: string, port: number): string | null {
  if (code === "EADDRINUSE") return `Port ${port} is in use. Set PORT to another one.`;
  if (code === "EACCES") return `Port ${port} may not be opened by this user. Set PORT to one above 1023.`;
  if (code === "EADDRNOTAVAIL" || code === "ENOTFOUND" || code === "EAFNOSUPPORT") {
    return `HOST is ${host}, which is no address of this machine. Set it to :: for all of them, or to 127.0.0.1.`;
  }
  return null;
}
