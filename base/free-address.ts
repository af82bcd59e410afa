import { createServer } from "node:net";

/** A port that is free now, so that processes which need each other's address can start side by side. */
export async function freeAddress(): Promise<string> {
  const server = createServer();
  await new Promise<void>((up) => server.listen(0, "127.0.0.1", up));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`;
}
