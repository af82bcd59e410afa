import { readConfig } from "./config.ts";

try {
  // First of all: after this line the process knows only what its config names.
  const config = readConfig(process.env);
  const { startApp } = await import("./start.ts");
  await startApp(config);
} catch (error) {
  // What a person can mend is said in a sentence; the rest has a trace in the log.
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
