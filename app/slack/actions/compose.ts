import { z } from "zod";
import { findSlackForm } from "../../../db/app/slack-forms.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { skipNext } from "../../schedules/skip-next.ts";
import { says } from "../answer.ts";
import { NO_PROFILE } from "../blocks/compose.ts";
import type { ModalView } from "../blocks/shapes.ts";
import { markHomesStale } from "../home.ts";
import type { Actions } from "../seen.ts";
import { baseOf, drawCompose } from "../views/compose-draw.ts";
import { readComposeForm, readMeta } from "../views/compose-form.ts";
import { openCompose } from "../views/compose-open.ts";
import { openForm, redraw } from "./redraw.ts";

/** What is clicked in the form, and the buttons that open it. */
export const composeActions = {
  compose: (deps, seen) => openCompose(deps, seen),

  // What depends on the range or the model is drawn anew; everything typed stays.
  compose_redraw: async (deps, seen) => {
    const view = openForm(seen, "Begin anew with /pulse.");
    const meta = readMeta(view.private_metadata);
    const base = await baseOf(deps, seen.actor.team_id, meta);
    const form = readComposeForm(view.values, meta, base.form);
    await redraw(deps, view, await drawCompose(deps, seen.actor.team_id, meta, base, form));
  },

  // A profile says everything but what was said elsewhere.
  compose_profile: async (deps, seen) => {
    const view = openForm(seen, "Begin anew with /pulse.");
    const before = readMeta(view.private_metadata);
    const { kept: _none, ...rest } = before;
    const profile = seen.value === NO_PROFILE ? "" : seen.value;
    const meta = { ...rest, profile, draw: before.draw + 1 };
    const base = await baseOf(deps, seen.actor.team_id, meta);
    const { context } = readComposeForm(view.values, before, base.form);
    await redraw(deps, view, await drawCompose(deps, seen.actor.team_id, meta, base, { ...base.form, context }));
  },

  skip_slot: async (deps, seen) => {
    const [profileId = "", slot = ""] = seen.value.split("@");
    const shown = new Date(slot);
    if (Number.isNaN(shown.getTime())) {
      throw new Problem("invalid", "This button is from another time.", "Look at Pulse’s Home tab again.");
    }
    await skipNext(deps, seen.actor, profileId, shown);
    await markHomesStale(deps);
    await seen.whisper(says("It is left out. The one after it reads everything since the last one."));
  },
  // A form that was closed before it turned out that it is needed (submit.ts).
  form_again: async (deps, { slack_user_id, trigger_id, value }) => {
    const view = z.uuid().safeParse(value).success ? await findSlackForm(deps.db, value, slack_user_id) : null;
    if (view === null)
      throw new Problem("gone", "This form is not kept any more.", "Open the update from Pulse’s Home tab.");
    // Safe: submit.ts kept it.
    await deps.calls.open(trigger_id, view as ModalView);
  },
} satisfies Partial<Actions>;
