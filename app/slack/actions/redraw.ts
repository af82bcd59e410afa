import { Problem } from "../../../webhooks/contract/problem.ts";
import { errorCode } from "../../slack-api/error-code.ts";
import type { SlackDeps } from "../deps.ts";
import type { Clicked, OpenView } from "../seen.ts";
import { redrawBelow } from "../views/redraw-below.ts";

/** @throws {Problem} `invalid` where no form is open. */
export function openForm({ view }: Clicked, remedy: string): OpenView {
  if (view) return view;
  throw new Problem("invalid", "This form is not open any more.", remedy);
}

/** Once something was done: whoever was quicker than Slack, or pressed twice, sees what came of both. */
export async function redrawDone(
  deps: SlackDeps,
  { id, hash }: OpenView,
  draw: () => Promise<Parameters<SlackDeps["calls"]["redraw"]>[2]>,
): Promise<void> {
  try {
    await deps.calls.redraw(id, hash, await draw());
  } catch (error) {
    const code = errorCode(error);
    if (code === "not_found") return;
    if (code !== "hash_conflict") throw error;
    await redrawBelow(deps, id, await draw());
  }
}

/** Somebody who closed the form meanwhile misses nothing; somebody who was quicker than Slack chooses again. */
export async function redraw(
  deps: SlackDeps,
  { id, hash }: OpenView,
  view: Parameters<SlackDeps["calls"]["redraw"]>[2],
): Promise<void> {
  try {
    await deps.calls.redraw(id, hash, view);
  } catch (error) {
    const code = errorCode(error);
    if (code === "not_found") return;
    if (code !== "hash_conflict") throw error;
    const message = "The form was changed while it was drawn anew, so it does not show your last choice.";
    throw new Problem("conflict", message, "Choose it once more.", { cause: error });
  }
}
