import { join } from "node:path";
import { z } from "zod";
import { startChild } from "../../base/spawn-child.ts";
import { temporaryFolder } from "./temporary-folder.ts";
import { linksInTurn } from "./sign-in.ts";
import { until } from "./until.ts";

const ready = z.object({
  url: z.string(),
  pipelinesUrl: z.string(),
  github: z.string(),
  slack: z.string(),
  apiKey: z.string(),
  database: z.string(),
  signIn: z.string(),
});

export type Launched = Omit<z.infer<typeof ready>, "signIn"> & {
  folder: string;
  /** A link for one browser; each serves once. */
  link: () => Promise<string>;
  stop: () => Promise<void>;
};

/** The whole of Pulse as `npm start` runs it, on free ports and in a throw-away data folder. */
export async function launched(env: Record<string, string> = {}): Promise<Launched> {
  const { path: folder, remove } = temporaryFolder("launched");
  const settings = {
    PULSE_DATA: folder,
    PORT: "0",
    HOST: "127.0.0.1",
    DEMO_SLACK_RATE: "off",
    DEMO_MODEL_PACE: "0",
    ...env,
  };
  const script = join(import.meta.dirname, "../../launch.ts");
  const links = linksInTurn();
  const child = startChild({
    name: "launch",
    script,
    env: settings,
    restart: false,
    quiet: true,
    onLink: links.put,
  });
  const { signIn, ...at } = ready.parse(await child.ready);
  links.put(signIn);
  return {
    ...at,
    folder,
    link: links.take,
    async stop() {
      await child.stop();
      remove();
    },
  };
}

/** GitHub's reader is a child that starts on first use: on a busy machine later than a form waits for its lists. */
export async function untilItReads({ pipelinesUrl, apiKey }: Pick<Launched, "pipelinesUrl" | "apiKey">): Promise<void> {
  const headers = { authorization: `Bearer ${apiKey}` };
  await until("list of repositories", async () => {
    const answer = await fetch(`${pipelinesUrl}/api/v1/repositories`, { headers }).catch(() => null);
    return answer?.ok === true;
  });
}
