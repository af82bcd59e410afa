import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { announce, stopWithParent } from "../../base/child.ts";

/* A child that tells who it is and how often its starter asked after it; and that never does anything again when it is told to. */

let pings = 0;
process.on("message", (message: object) => void ("ping" in message && (pings += 1)));
const server = createServer(({ url }, response) => {
  if (url === "/hang") for (;;);
  response.end(JSON.stringify({ pid: process.pid, pings }));
});
server.listen(Number(process.env["PORT"] ?? 0), "127.0.0.1", () => {
  // Safe: it listens on a port.
  announce({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
});
stopWithParent(async () => void server.close());
