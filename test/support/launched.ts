import { join } from "node:path";
import { z } from "zod";
import { startChild } from "../../base/spawn-child.ts";
import { temporaryFolder } from "./temporary-folder.ts";

const ready = z.object({
  url: z.string(),
  pipelinesUrl: z.string(),
  github: z.string(),
  slack: z.string(),
  apiKey: z.string(),
  database: z.string(),
});

export type Launched = z.infer<typeof ready> & { folder: string; stop: () => Promise<void> };

/** The whole of Pulse as `npm start` runs it, on free ports and in a throw-away data folder. */
export async function launched(env: Record<string, string> = {}): Promise<Launched> {
  const { path: folder, remove } = temporaryFolder("launched");
  const settings = { PULSE_DATA: folder, PORT: "0", HOST: "127.0.0.1", DEMO_SLACK_RATE: "off", ...env };
  const script = join(import.meta.dirname, "../../launch.ts");
  const child = startChild({ name: "launch", script, env: settings, restart: false, quiet: true });
  const at = ready.parse(await child.ready);
  return {
    ...at,
    folder,
    async stop() {
      await child.stop();
      remove();
    },
  };
}
