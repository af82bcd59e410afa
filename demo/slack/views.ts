import { randomBytes } from "node:crypto";
import type { Clock } from "../../base/clock.ts";
import { withIds } from "./block-ids.ts";
import { SlackRefusal } from "./slack-refusal.ts";
import type { GivenView } from "./view-shapes.ts";
import { BOT, TEAM } from "./world.ts";

/** Source: docs.slack.dev, "Modals": at most three views on one stack. */
const MAX_STACK = 3;

/** What a person has put into the inputs, by `block_id/action_id`. */
export type Typed = Readonly<Record<string, readonly string[]>>;

export type View = GivenView & {
  id: string;
  hash: string;
  person: string;
  root_view_id: string;
  previous_view_id: string | null;
  /** What was typed when the view last answered, so that nobody types twice; errors by block id. */
  typed: Typed;
  errors: Readonly<Record<string, string>>;
};

export type Views = ReturnType<typeof createViews>;

/** The modals that each person has open, the lowest first, and each person's Home tab. In memory: a restart closes them. */
export function createViews(clock: Clock) {
  const stacks = new Map<string, View[]>();
  const homes = new Map<string, View>();
  const all = () => [...[...stacks.values()].flat(), ...homes.values()];
  const stackOf = (person: string): readonly View[] => stacks.get(person) ?? [];

  const fresh = (person: string, given: GivenView, previous?: View): View => {
    const taken = given.external_id && all().some(({ external_id }) => external_id === given.external_id);
    if (taken) throw new SlackRefusal("duplicate_external_id");
    return newView(clock, person, given, previous);
  };
  const change = (view: View, given: GivenView): View => changed(clock, view, given);

  return {
    stackOf,
    top: (person: string): View | undefined => stackOf(person).at(-1),
    home: (person: string): View | undefined => homes.get(person),
    find: (id: string): View | undefined => all().find((view) => view.id === id || (id && view.external_id === id)),

    open(person: string, given: GivenView): View {
      const view = fresh(person, given);
      stacks.set(person, [view]);
      return view;
    },

    /** @throws {SlackRefusal} `push_limit_reached`, and `not_found` when there is nothing to push onto. */
    push(person: string, given: GivenView): View {
      const stack = stackOf(person);
      if (stack.length === 0) throw new SlackRefusal("not_found");
      if (stack.length >= MAX_STACK) throw new SlackRefusal("push_limit_reached");
      const view = fresh(person, given, stack.at(-1));
      stacks.set(person, [...stack, view]);
      return view;
    },

    change,

    publish(person: string, given: GivenView): View {
      const before = homes.get(person);
      const view = before ? change(before, given) : fresh(person, given);
      homes.set(person, view);
      return view;
    },

    /** The view goes, and those above it. */
    close(view: View): void {
      const stack = stackOf(view.person);
      const at = stack.indexOf(view);
      if (at >= 0) stacks.set(view.person, stack.slice(0, at));
    },

    clear: (person: string): void => void stacks.delete(person),
  };
}

function newView(clock: Clock, person: string, given: GivenView, previous: View | undefined): View {
  const id = `V${randomBytes(5).toString("hex").toUpperCase()}`;
  const place = { root_view_id: previous?.root_view_id ?? id, previous_view_id: previous?.id ?? null };
  const blocks = withIds(given.blocks);
  return { ...given, blocks, id, hash: newHash(clock), person, ...place, typed: {}, errors: {} };
}

/** The same view with other content; what was typed stays where block and action keep their ids. */
function changed(clock: Clock, view: View, given: GivenView): View {
  return Object.assign(view, {
    title: undefined,
    submit: undefined,
    close: undefined,
    ...given,
    blocks: withIds(given.blocks),
    hash: newHash(clock),
    errors: {},
  });
}

function newHash(clock: Clock): string {
  return `${Math.floor(clock().getTime() / 1_000)}.${randomBytes(4).toString("hex")}`;
}

/** A view as the Web API and the payloads give it. */
export function shownView(view: View, values: Record<string, unknown> = {}): Record<string, unknown> {
  const { person: _person, typed: _typed, errors: _errors, title, submit, close, ...own } = view;
  return {
    ...own,
    team_id: TEAM.id,
    ...(view.type === "modal" && { title, submit: submit ?? null, close: close ?? null }),
    state: { values },
    app_id: BOT.app,
    app_installed_team_id: TEAM.id,
    bot_id: BOT.bot,
  };
}
