import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { announce, stopWithParent } from "../../base/child.ts";

/* A child with work in hand: it goes on with it while its grace lasts, tells what that is, and is done when somebody says so. */

let heard: number | null = null;
let done: () => void = () => undefined;
const work = new Promise<void>((over) => (done = over));
const server = createServer(({ url }, response) => {
  response.end(JSON.stringify({ grace_ms: heard }));
  if (url === "/done") done();
});
server.listen(0, "127.0.0.1", () => {
  // Safe: it listens on a port.
  announce({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
stopWithParent(async (graceMs) => {
  heard = graceMs;
  process.stderr.write(`grace ${graceMs}\n`);
  if (graceMs > 0) await work;
}, 60_000);
