import { execFile } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { machineEnv } from "./machine.ts";
import { until } from "./until.ts";

export type Installed = { path: string; args: string[]; env?: Record<string, string>; folder?: string };

/**
 * The Chromium from npm: unpacked once a run into the run's own folder, with its libraries, its fonts and a configuration that
 * names these fonts. The package's own `fonts.conf` names a fixed folder, which a fresh machine has not: text then has no width.
 */
export async function npmChromium(): Promise<Installed> {
  const folder = join(tmpdir(), "chromium");
  if (!existsSync(folder)) await unpackOnce(folder);
  const env = {
    ...machineEnv(),
    LD_LIBRARY_PATH: join(folder, "al2023", "lib"),
    FONTCONFIG_FILE: join(folder, "fonts.conf"),
  };
  // Not the package's own arguments: they ask for a single process, which dies with the first page that is closed.
  return { path: join(folder, "chromium"), args: ["--no-sandbox", "--disable-dev-shm-usage"], env, folder };
}

/** Several workers want it at the same moment: whoever makes the folder beside it unpacks, and the others wait for the rename. */
async function unpackOnce(folder: string): Promise<void> {
  const beside = `${folder}-unpacking`;
  try {
    mkdirSync(beside);
  } catch {
    await until("browser, which another worker unpacks,", () => existsSync(folder) || !existsSync(beside));
    if (!existsSync(folder)) throw new Error("Another worker could not unpack the browser: see what it says.");
    return;
  }
  try {
    const script = join(import.meta.dirname, "unpack-chromium.ts");
    await promisify(execFile)(process.execPath, [script], { env: { ...machineEnv(), TMPDIR: beside } });
    writeFileSync(join(beside, "fonts.conf"), fontsIn(folder));
    if (readdirSync(join(beside, "fonts")).length === 0) throw new Error("The browser from npm brings no fonts.");
    renameSync(beside, folder);
  } catch (cause) {
    rmSync(beside, { recursive: true, force: true });
    throw new Error("The browser from npm could not be unpacked.", { cause });
  }
}

/** No `include`: nothing of the machine is asked, so that a page looks the same on each. */
const fontsIn = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>${join(folder, "fonts")}</dir>
  <cachedir>${join(folder, "fonts-cache")}</cachedir>
</fontconfig>
`;
