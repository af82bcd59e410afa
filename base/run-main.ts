import { forgetOthers, IncompleteSettings } from "./read-environment.ts";
import { whyEnded } from "./why-ended.ts";

type Main<Config> = {
  readConfig: (env: NodeJS.ProcessEnv) => Config;
  /** Imports what it starts: nothing else of ours knows the environment. */
  start: (config: Config) => Promise<unknown>;
  databaseTroubles: (databaseUrl: string | undefined) => Promise<string[]>;
};

/** Starts a process, or says why not: what a person can mend in a sentence, with what the next start would end at. */
export async function runMain<Config>({ readConfig, start, databaseTroubles }: Main<Config>): Promise<void> {
  const { DATABASE_URL: databaseUrl } = process.env;
  try {
    // First of all: after this line the process knows only what its config names.
    const config = readConfig(process.env);
    await start(config);
  } catch (error) {
    let whole = error;
    // Whoever starts the database together with this knows about it.
    if (error instanceof IncompleteSettings && !process.channel) {
      forgetOthers(process.env);
      whole = error.and(await databaseTroubles(databaseUrl));
    }
    process.stderr.write(`${whyEnded(whole)}\n`);
    process.exit(1);
  }
}
