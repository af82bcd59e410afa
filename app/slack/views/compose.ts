import { isRepoName } from "../../../webhooks/contract/github-names.ts";
import type { BriefForm, FieldErrors } from "../../updates/brief-form.ts";
import { checkBrief } from "../../updates/brief-form.ts";
import { compose } from "../../updates/compose.ts";
import type { SlackDeps, Views } from "../seen.ts";
import { baseOf, withDefaults } from "./compose-draw.ts";
import { errorsAt, readComposeForm, readMeta } from "./compose-form.ts";

/** The form is sent: what is wrong is said at its fields, else the update is asked for. Its card follows by itself. */
export const composeView: Views["compose"] = async (deps, { actor, view }) => {
  const meta = readMeta(view.private_metadata);
  const { form: base, profile, lastUntil } = await baseOf(deps, actor.team_id, meta);
  const form = readComposeForm(view.values, meta, base);
  const [channels, offered] = await Promise.all([deps.pickers.channels(), deps.pickers.models()]);
  const around = { now: deps.clock(), lastUntil, channels, offered };
  const read = checkBrief(await withDefaults(deps, form), around);
  const errors = { ...(read.ok ? {} : read.errors), ...(await missingBranches(deps, form)) };
  if (!read.ok || Object.keys(errors).length > 0) return { errors: errorsAt(errors, view.values, meta) };
  const { brief, channel } = read;
  const asked = { brief, channel, profile_id: profile?.id ?? null, previewed_digest: null, id: meta.id };
  const { number } = await compose(deps, actor, asked);
  return { done: `Asked for #${number}. Its card is in your messages with Pulse.` };
};

/** Beyond this, the list of branches is not all of them. */
const ALL_BRANCHES = 1_000;
const SHOWN = 5;

/** A branch that somebody typed and that is nowhere; where the list cannot be had, the run finds out. */
async function missingBranches({ pickers }: SlackDeps, { sources }: BriefForm): Promise<FieldErrors> {
  const errors: FieldErrors = {};
  for (const [at, { repo, base_branch }] of sources.entries()) {
    if (!base_branch || !isRepoName(repo)) continue;
    const known = await pickers.branches(repo);
    if (!known || known.branches.length >= ALL_BRANCHES || known.branches.includes(base_branch)) continue;
    const some = known.branches.slice(0, SHOWN).join(", ");
    errors[`sources.${at}.base_branch`] = `${repo} has no such branch. It has ${some}.`;
  }
  return errors;
}
