import { join } from "node:path";
import { announce, stopWithParent } from "../../base/child.ts";
import { startChild } from "../../base/spawn-child.ts";

/* Starts one child, as launch.ts starts the mains, and again when it ends or hangs. */

const script = join(import.meta.dirname, "hangable-process.ts");
const child = startChild({ name: "the worker", script, env: {}, restart: true });
stopWithParent(child.stop);
announce(await child.ready);
