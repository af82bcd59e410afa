import { join } from "node:path";
import { announce, stopWithParent } from "../../base/child.ts";
import { freeAddress } from "../../base/free-address.ts";
import { startChild } from "../../base/spawn-child.ts";

/* Starts one child, as launch.ts starts the mains, and again when it ends or hangs. */

const script = join(import.meta.dirname, "hangable-process.ts");
// Nobody's outgoing connection takes that port while the next child starts.
const { port } = new URL(await freeAddress());
const child = startChild({ name: "the worker", script, env: { PORT: port }, restart: true });
stopWithParent(child.stop);
announce(await child.ready);
