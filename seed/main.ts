import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readSettings } from "../base/read-settings.ts";
import { whyEnded } from "../base/why-ended.ts";
import { findProfile } from "../db/app/profiles.ts";
import { summarise } from "../db/app/summary.ts";
import { deskOf, type Desk } from "./desk.ts";
import { startMachine } from "./machine.ts";
import * as month from "./month.ts";
import { startTime } from "./time.ts";

/*
 * `npm run seed` fills the data folder with a month of made-up work, by the operations that people and schedules call, over the pipelines
 * and the stand-ins that `npm start` has. The app's clock is put from day to day; what the database dates by itself is moved after it.
 */

const ROOT = join(import.meta.dirname, "..");
const REAL = (
  "DATABASE_URL APP_DATABASE_URL SLACK_BOT_TOKEN GITHUB_TOKEN GITHUB_API_URL OPENAI_API_KEY OPENAI_BASE_URL " +
  "OPENID_ISSUER PUBLIC_URL"
).split(" ");
const DAY_MS = 24 * 3_600_000;
const env = readSettings(ROOT);
const folder = env["PULSE_DATA"] ?? join(ROOT, ".data");
const HALF_MADE =
  `There is a profile “Engineering weekly” in ${folder} already, perhaps of a month that was interrupted. Set PULSE_DATA to ` +
  `another folder, or remove this one.`;
const seeded = join(folder, "seeded");

const refusal = whyNot();
if (refusal) {
  process.stderr.write(`${refusal}\n`);
  process.exit(1);
}
if (existsSync(seeded)) {
  process.stdout.write(
    `The month is in ${folder} already. npm start shows it; without that folder, npm run seed begins afresh.\n`,
  );
  process.exit(0);
}
try {
  await seed();
  process.exit(0);
} catch (error) {
  process.stderr.write(`${whyEnded(error)}\n`);
  process.exit(1);
}

function whyNot(): string | null {
  const given = REAL.filter((name) => env[name]);
  if (env["NODE_ENV"] === "production") return "NODE_ENV is production: made-up work is for a Pulse that is tried out.";
  if (given.length === 0) return null;
  return `${given.join(", ")} ${given.length > 1 ? "are" : "is"} set: made-up work is for the stand-ins and the embedded database alone.`;
}

async function seed(): Promise<void> {
  const now = new Date();
  const monday = new Date(now.toISOString().slice(0, 10));
  monday.setUTCDate(monday.getUTCDate() - ((monday.getUTCDay() + 6) % 7));
  const at = (day: number, time: string) =>
    new Date(monday.getTime() + day * DAY_MS + Date.parse(`1970-01-01T${time}Z`));
  let slack: string | null = null;
  const time = startTime(at(-28, "08:00"), async (behind_ms) => {
    const headers = { "content-type": "application/json" };
    await fetch(`${slack}/_demo/past`, { method: "POST", headers, body: JSON.stringify({ behind_ms }) });
  });
  const machine = await startMachine(env, folder, time.clock);
  ({ slack } = machine);
  try {
    const desk = deskOf(machine, time);
    const [mira, tobi, lena] = await Promise.all([desk.person("mira"), desk.person("tobi"), desk.person("lena")]);
    const story = { desk, at, mira, tobi, lena };
    if (await findProfile(machine.deps.db, mira.team_id, "engineering-weekly")) throw new Error(HALF_MADE);
    await desk.goTo(at(-28, "08:10"));
    await month.firstWeek(story);
    await month.secondWeek(story);
    await month.thirdWeek(story);
    await month.tellLastWeek(story);
    await month.today(story, now);
    const told = await toldOf(desk);
    await time.goTo(new Date());
    await machine.finish(time.stretches);
    writeFileSync(seeded, `${now.toISOString()}\n`);
    process.stdout.write(told);
  } catch (error) {
    await machine.stop();
    throw error;
  }
}

async function toldOf({ deps }: Desk): Promise<string> {
  const { updates, profiles, schedules, refusals } = await summarise(deps.db);
  const states = Object.entries(updates).map(([state, count]) => `${count} ${state.replaceAll("_", " ")}`);
  return [
    `A month of made-up work is in ${folder}:`,
    `  ${Object.values(updates).reduce((all, one) => all + one, 0)} updates: ${states.join(", ")}`,
    `  ${profiles} profiles, ${schedules} schedules, ${refusals} refusals in the audit trail`,
    "  What is on its way goes on when Pulse starts.",
    "",
    "  npm start      prints the link that signs you in",
    "",
  ].join("\n");
}
