import { randomInt } from "node:crypto";
import { createServer } from "node:net";

/** Below the ports that systems give to outgoing connections: one of those would take what was free a moment ago. @source ip(7), RFC 6335 */
const [FROM, UNTIL] = [10_240, 32_768];
const TRIES = 100;

/**
 * A port that is free now, so that processes which need each other's address can start side by side.
 *
 * @throws {Error} in one sentence when none can be had.
 */
export async function freeAddress(): Promise<string> {
  for (let tries = 0; tries < TRIES; tries += 1) {
    const port = randomInt(FROM, UNTIL);
    if (await isFree(port)) return `http://127.0.0.1:${port}`;
  }
  throw new Error(`No free port was found between ${FROM} and ${UNTIL}. Stop what listens there, or set PORT.`);
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const listens = await new Promise<boolean>((up) => {
    server.once("error", () => up(false));
    server.listen(port, "127.0.0.1", () => up(true));
  });
  if (listens) await new Promise((closed) => server.close(closed));
  return listens;
}
