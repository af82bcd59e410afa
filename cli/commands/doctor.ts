import { ownRelease } from "../../base/own-release.ts";
import type { DoctorCheck } from "../../webhooks/contract/doctor.ts";
import { Problem, type ProblemCode } from "../../webhooks/contract/problem.ts";
import type { PulseClient } from "../client.ts";
import { bold, dim, green, onOneLine, red, yellow } from "../say.ts";
import type { Command } from "./command.ts";

export const doctor: Command = {
  name: "doctor",
  words: [],
  about: "Looks at the whole installation, and says what to mend",
  more: "Ends with 0 where nothing is wrong, also with warnings, and with 1 where something is.",
  async work(pulse) {
    const checks = await examined(pulse);
    const bad = checks.filter(({ state }) => state === "fail").length;
    const warned = checks.filter(({ state }) => state === "warn").length;
    const ok = bad === 0;
    return {
      lines: [...checks.flatMap(checkLines), sumLine(bad, warned)],
      json: { ok, release: ownRelease(), checks },
      exit: ok ? 0 : 1,
    };
  },
};

/** What keeps the app from being asked is what is wrong, and not why the doctor does not come. */
const ANSWERS: ReadonlySet<ProblemCode> = new Set(["unavailable", "unauthorized", "forbidden", "upstream", "failed"]);

async function examined(pulse: PulseClient): Promise<DoctorCheck[]> {
  const checks: DoctorCheck[] = [];
  try {
    const { url, ahead_ms } = await pulse.reach();
    checks.push(appCheck(url), ...clockChecks(ahead_ms));
    const { release, checks: theirs } = await pulse.doctor();
    return [...checks, releaseCheck(release), ...theirs];
  } catch (error) {
    if (!(error instanceof Problem) || !ANSWERS.has(error.code)) throw error;
    const part = error.code === "unauthorized" || error.code === "forbidden" ? "token" : "app";
    return [...checks, { part, state: "fail", says: error.message, next: error.remedy }];
  }
}

const appCheck = (url: string): DoctorCheck => ({ part: "app", state: "ok", says: `It answers at ${url}.`, next: "" });

const ASTRAY_S = 60;

function clockChecks(aheadMs: number): DoctorCheck[] {
  const seconds = Math.round(Math.abs(aheadMs) / 1_000);
  if (seconds < ASTRAY_S) return [];
  const says = `Its clock is ${seconds} seconds ${aheadMs > 0 ? "ahead of" : "behind"} that of this machine.`;
  return [{ part: "app", state: "warn", says, next: "Set both by a time server." }];
}

function releaseCheck(theirs: string): DoctorCheck {
  const ours = ownRelease();
  if (theirs === ours) return { part: "pulse", state: "ok", says: `Release ${ours}, as the app.`, next: "" };
  const says = `This pulse is of release ${ours}, and the app of release ${theirs}.`;
  return { part: "pulse", state: "warn", says, next: "Use the pulse of that release." };
}

const SIGNS = { ok: green("ok  "), warn: yellow("warn"), fail: red("FAIL") };
const PART_WIDTH = 10;

function checkLines({ part, state, says, next }: DoctorCheck): string[] {
  const line = `${SIGNS[state]}  ${bold(onOneLine(part).padEnd(PART_WIDTH))}  ${onOneLine(says)}`;
  return next === "" ? [line] : [line, dim(`${" ".repeat(6 + PART_WIDTH)}  ${onOneLine(next)}`)];
}

function sumLine(bad: number, warned: number): string {
  const warnings = warned === 0 ? "" : `, ${warned} ${warned === 1 ? "warning" : "warnings"}`;
  if (bad === 0) return `Nothing is wrong${warnings}.`;
  return `${bad} ${bad === 1 ? "thing is" : "things are"} wrong${warnings}.`;
}
