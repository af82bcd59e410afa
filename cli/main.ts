import { run } from "./run.ts";

// npm runs its scripts in the folder of the package; a file is named where somebody types.
const { INIT_CWD: where, npm_lifecycle_event: script } = process.env;
if (script === "pulse" && where) process.chdir(where);
// Whoever read enough has closed the pipe.
process.stdout.on("error", () => process.exit());

process.exitCode = await run(process.argv.slice(2), process.env);
