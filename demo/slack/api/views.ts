import { z } from "zod";
import { SlackRefusal } from "../slack-refusal.ts";
import { checkView } from "../view-shapes.ts";
import { shownView } from "../views.ts";
import { PEOPLE } from "../world.ts";
import { method, parsed } from "./method.ts";

const view = parsed(z.unknown(), "invalid_arguments");
const triggered = z.object({ trigger_id: z.string(), view });

/** The view is judged first: a trigger is not used up by a view that Slack refuses. */
export const open = method(triggered, ({ views, triggers }, args) => {
  const given = checkView(args.view, "modal");
  return { view: shownView(views.open(triggers.exchange(args.trigger_id), given)) };
});

export const push = method(triggered, ({ views, triggers }, args) => {
  const given = checkView(args.view, "modal");
  return { view: shownView(views.push(triggers.exchange(args.trigger_id), given)) };
});

const changing = z.object({
  view,
  view_id: z.string().optional(),
  external_id: z.string().optional(),
  hash: z.string().optional(),
});

export const update = method(changing, ({ views }, { view_id, external_id, hash, view: given }) => {
  const before = views.find(view_id ?? external_id ?? "");
  if (!before || before.type !== "modal") throw new SlackRefusal("not_found");
  const next = checkView(given, "modal");
  if (hash && hash !== before.hash) throw new SlackRefusal("hash_conflict");
  return { view: shownView(views.change(before, next)) };
});

const publishing = z.object({ user_id: z.string(), view, hash: z.string().optional() });

export const publish = method(publishing, ({ views }, { user_id, hash, view: given }) => {
  if (!PEOPLE.some(({ id }) => id === user_id)) throw new SlackRefusal("invalid_arguments");
  const next = checkView(given, "home");
  const before = views.home(user_id);
  if (hash && before && hash !== before.hash) throw new SlackRefusal("hash_conflict");
  return { view: shownView(views.publish(user_id, next)) };
});
