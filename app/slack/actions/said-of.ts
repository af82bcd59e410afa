import { Problem } from "../../../webhooks/contract/problem.ts";
import { escaped } from "../blocks/text.ts";

/** What a form says of an act: what was done, or why it was not; mrkdwn. Undefined: there is nothing to say. */
export async function saidOf(act: () => Promise<string | void>): Promise<string | undefined> {
  try {
    return (await act()) ?? undefined;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return `*${escaped(error.message)}*\n${escaped(error.remedy)}`;
  }
}
