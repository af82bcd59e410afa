import { existsSync } from "node:fs";
import { join } from "node:path";

/** The .env in this folder, under what the shell says. Ends the process when PORT is none. */
export function readSettings(root: string): NodeJS.ProcessEnv {
  const file = join(root, ".env");
  if (existsSync(file)) process.loadEnvFile(file);
  const port = Number(process.env["PORT"] ?? 3000);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    process.stderr.write(`PORT is “${process.env["PORT"]}”. It must be a number from 0 to 65535.\n`);
    process.exit(1);
  }
  return Object.fromEntries(Object.entries(process.env).filter(([, value]) => value !== ""));
}
