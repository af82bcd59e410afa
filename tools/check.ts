import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { delimiter, join, relative } from "node:path";

/*
 * `npm run check`: types, format and the rules of the house, side by side. Of each it says how much it looked at and how long that
 * took; of a fault only what somebody has to know to mend it. Ends with 1 when there is one.
 */

const ROOT = join(import.meta.dirname, "..");
const CACHE = join(ROOT, "node_modules/.cache");
/** As many as there are cores at least: formatting everything afresh is most of the work. */
const FORMATTERS = 2;

/** What one part has looked at, and what it found: each fault some lines of text. */
type Found = { looked: string; faults: string[] };
type Part = { name: string; look: () => Promise<Found> };

const PARTS: readonly Part[] = [
  { name: "types", look: types },
  { name: "format", look: format },
  { name: "rules", look: rules },
];

const began = performance.now();
const all = await Promise.all(PARTS.map(said));
const faulty = all.filter(({ faults }) => faults.length > 0).map(({ name }) => name);
const seconds = since(began);
process.stdout.write(
  faulty.length > 0 ? `Mend ${faulty.join(", ")}. ${seconds}\n` : `All is as it should be. ${seconds}\n`,
);
process.exitCode = faulty.length > 0 ? 1 : 0;

/** One part, told as soon as it is through. */
async function said({ name, look }: Part): Promise<Found & { name: string }> {
  const { looked, faults } = await look().catch((error: unknown) => ({
    looked: "did not come to its end",
    faults: [String(error)],
  }));
  process.stdout.write(`${name.padEnd(8)}${looked.padEnd(48)}${since(began)}\n`);
  for (const fault of faults) process.stdout.write(`\n${fault.trimEnd()}\n`);
  if (faults.length > 0) process.stdout.write("\n");
  return { name, looked, faults };
}

function since(moment: number): string {
  return `${((performance.now() - moment) / 1_000).toFixed(1)} s`;
}

/** One checker: several check the libraries' types once each, and two cores have enough to do. */
async function types(): Promise<Found> {
  const { code, output } = await run("tsc", ["--noEmit", "--checkers", "1", "--listFiles", "--pretty", "false"]);
  const lines = output.split("\n").filter(Boolean);
  const files = lines.filter((line) => line.startsWith(`${ROOT}/`));
  const ours = files.filter((file) => !relative(ROOT, file).startsWith("node_modules/"));
  const faults = lines.filter((line) => !/^\/.*\.(?:[cm]?ts|json)$/.test(line)).join("\n");
  return { looked: `${ours.length} files`, faults: code === 0 ? [] : [faults || output] };
}

async function format(): Promise<Found> {
  const shares = Array.from({ length: FORMATTERS }, (_, share) => `${share + 1}/${FORMATTERS}`);
  const script = join(import.meta.dirname, "format.ts");
  const results = await Promise.all(shares.map((share) => run(process.execPath, [script, share])));
  const broken = results.filter(({ code }) => code !== 0).map(({ output }) => output);
  if (broken.length > 0) return { looked: "did not come to its end", faults: broken };
  // Safe: format.ts prints it.
  const shared = results.map(({ output }) => JSON.parse(output) as { files: number; anew: number; faults: string[] });
  const [files, anew] = [sum(shared.map((one) => one.files)), sum(shared.map((one) => one.anew))];
  const faults = shared.flatMap((one) => one.faults).sort();
  const next = "Then: npm run fix";
  return {
    looked: `${files} files${anew < files ? `, ${anew} of them changed since` : ""}`,
    faults: faults.length > 0 ? [[...faults, next].join("\n")] : [],
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((all, one) => all + one, 0);
}

type Tested = { testResults: { message: string; assertionResults: Assertion[] }[] };
type Assertion = { title: string; status: string; failureMessages: string[] };

async function rules(): Promise<Found> {
  const told = join(CACHE, "rules.json");
  rmSync(told, { force: true });
  const { code, output } = await run("vitest", [
    "run",
    "--project",
    "rules",
    "--reporter",
    "json",
    "--outputFile",
    told,
  ]);
  // Safe: Vitest's own form of a result.
  const { testResults } = JSON.parse(readText(told) ?? '{"testResults":[]}') as Tested;
  const tests = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failed = tests.filter(({ status }) => status === "failed");
  const planted = tests.filter(({ title }) => title.startsWith("“")).length;
  const faults = failed.map(
    ({ title, failureMessages }) => `Rule: ${title}\n${failureMessages.map(withoutRunner).join("\n")}`,
  );
  const broken = faults.length > 0 ? faults : [testResults.map(({ message }) => message).join("\n") || output];
  return {
    looked: `${tests.length - planted} rules, tried with ${planted} planted faults`,
    faults: code === 0 ? [] : broken,
  };
}

/** What the rule says, without what the runner adds to it: how it compared, and where it stood then. */
function withoutRunner(message: string): string {
  const [said = ""] = message.split("\n    at ");
  return said.replace(/^AssertionError: /, "").replace(/: expected \[[^]*\] to deeply equal \[\]$/, "");
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
}

function run(command: string, args: readonly string[]): Promise<{ code: number; output: string }> {
  return new Promise((done, failed) => {
    const bin = join(ROOT, "node_modules/.bin");
    const env = { ...process.env, PATH: [bin, process.env["PATH"]].join(delimiter), NO_COLOR: "1" };
    const child = spawn(command, args, { cwd: ROOT, env, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => void (output += text));
    }
    child.once("error", failed);
    child.once("close", (code) => done({ code: code ?? 1, output }));
  });
}
