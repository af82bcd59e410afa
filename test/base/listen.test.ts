import { createServer, type Server } from "node:http";
import { once } from "node:events";
import { networkInterfaces } from "node:os";
import { expect, onTestFinished, test } from "vitest";
import { addressOf, isEveryAddress, isLoopback, listen, listenVariables } from "../../base/listen.ts";
import { z } from "zod";

const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ family }) => family === "IPv6"));

function open(hostname: string, up: () => void): Server {
  const server = createServer((_request, answer) => void answer.end("here")).listen(0, hostname, up);
  onTestFinished(() => void server.close());
  return server;
}

test.skipIf(!hasIpv6)("HOST=:: takes connections of both families", async () => {
  const { port } = await listen({ HOST: "::", PORT: 0 }, open);

  for (const host of ["127.0.0.1", "::1"]) {
    expect(await (await fetch(addressOf(host, port))).text()).toBe("here");
  }
});

test("on a machine without IPv6 HOST=:: takes those of the other family", async () => {
  const tried: string[] = [];
  const { port } = await listen({ HOST: "::", PORT: 0 }, (hostname, up) => {
    tried.push(hostname);
    if (hostname !== "::") return open(hostname, up);
    const server = createServer();
    queueMicrotask(() => server.emit("error", Object.assign(new Error("no such family"), { code: "EAFNOSUPPORT" })));
    return server;
  });

  expect(tried).toEqual(["::", "0.0.0.0"]);
  expect(await (await fetch(addressOf("127.0.0.1", port))).text()).toBe("here");
});

test("why a port cannot be opened is said in one sentence, with what to set", async () => {
  const taken = open("127.0.0.1", () => undefined);
  await once(taken, "listening");
  const address = taken.address();
  const PORT = typeof address === "object" && address ? address.port : 0;
  const at = (HOST: string) =>
    listen({ HOST, PORT }, (hostname, up) => {
      const server = createServer().listen(PORT, hostname, up);
      onTestFinished(() => void server.close());
      return server;
    });

  await expect(at("127.0.0.1")).rejects.toThrow(`Port ${PORT} is in use. Set PORT to another one.`);
  await expect(at("192.0.2.1")).rejects.toThrow("HOST is 192.0.2.1, which is no address of this machine. Set it to ::");
});

test("an address is written as a browser takes it, and told apart from one that leads nowhere", () => {
  expect([addressOf("::1", 3000), addressOf("127.0.0.1", 80)]).toEqual(["http://[::1]:3000", "http://127.0.0.1:80"]);
  expect(z.object(listenVariables(3000)).parse({ HOST: "[::1]" })).toEqual({ HOST: "::1", PORT: 3000 });
  expect(["::1", "[::1]", "localhost", "::", "192.168.1.5"].map(isLoopback)).toEqual([true, true, true, false, false]);
  expect(["::", "0.0.0.0", "::1"].map(isEveryAddress)).toEqual([true, true, false]);
});
