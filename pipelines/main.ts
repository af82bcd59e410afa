import { IncompleteSettings, forgetOthers } from "../base/read-environment.ts";
import { whyEnded } from "../base/why-ended.ts";
import { readConfig } from "./config.ts";

const { DATABASE_URL: databaseUrl } = process.env;

try {
  // First of all: after this line the process knows only what its config names.
  const config = readConfig(process.env);
  const { startPipelines } = await import("./start.ts");
  await startPipelines(config);
} catch (error) {
  // What a person can mend is said in a sentence; the rest has a trace in the log.
  const whole = error instanceof IncompleteSettings ? error.and(await databaseTroubles()) : error;
  process.stderr.write(`${whyEnded(whole)}\n`);
  process.exit(1);
}

/** What the next start would end at. Whoever starts the database together with this knows about it. */
async function databaseTroubles(): Promise<string[]> {
  if (process.channel) return [];
  forgetOthers(process.env);
  const look = await import("../db/look.ts");
  const { migrations } = await import("../db/pipelines/migrations/index.ts");
  return look.databaseTroubles(databaseUrl, "DATABASE_URL", { schema: "pipelines", migrations });
}
