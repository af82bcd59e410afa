#!/usr/bin/env node
// Plain JavaScript, so that an old Node can still run it: it hands over to the Node of the folder, where there is one.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const NEEDED = 24;
const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const folders = here("../node_modules/.bin/node");

if (Number(process.versions.node.split(".")[0]) < NEEDED && existsSync(folders)) {
  const { status } = spawnSync(folders, [here("main.ts"), ...process.argv.slice(2)], { stdio: "inherit" });
  process.exitCode = status ?? 1;
} else {
  await import("../base/check-node.js");
  await import("./main.ts");
}
