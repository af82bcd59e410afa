import type { RunCheck } from "../../webhooks/contract/readiness.ts";
import type { FieldProblem } from "../../webhooks/contract/problem.ts";

export const fine = (what: string, code: string, message: string): RunCheck => ({
  what,
  ok: true,
  code,
  message,
  fix: "",
  refuses: false,
});

/** It was not, or cannot be, looked at: that is no fault. */
export const open = (what: string, code: string, message: string, fix = ""): RunCheck => ({
  ...fine(what, code, message),
  ok: null,
  fix,
});

/** @param refuses Whether no run begins with it. */
export const amiss = (what: string, code: string, message: string, fix: string, refuses = false): RunCheck => ({
  ...fine(what, code, message),
  ok: false,
  fix,
  refuses,
});

/** What keeps a run from beginning, at the field that it stands for. */
export function refusedBy(checks: readonly RunCheck[], path = "template"): FieldProblem[] {
  return checks
    .filter(({ ok, refuses }) => ok === false && refuses)
    .map(({ code, message, fix }) => ({ path, code, message, fix }));
}
