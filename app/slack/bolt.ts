import { App, type Receiver } from "@slack/bolt";
import { quietly, webOptions } from "../slack-api/client.ts";
import type { SlackDeps } from "./deps.ts";
import { onAction, onCommand, onHome, onShortcut, onView } from "./dispatch.ts";
import type { Turn } from "./see.ts";
import type { Actions, Commands, Events, Shortcuts, ViewListeners } from "./seen.ts";
import { onRemoval } from "./setup/removal.ts";
import { actOf, rememberedIn } from "./transport/remembered.ts";

export type Listeners = { command: Commands; action: Actions; view: ViewListeners; shortcut: Shortcuts; event: Events };

type Options = {
  receiver: Receiver;
  token: string;
  apiUrl: string;
  listeners: Listeners;
  /** Pulse was taken out of the workspace; why, in words. */
  removed: (why: string) => void;
};

/**
 * Bolt with every listener, once, whatever the transport. Bolt matches Slack's kinds; names and rights are matched against the table in
 * rights.ts, so that something unknown is answered, too.
 *
 * An `authorize` callback and no `token`: with one, Bolt would call Slack in its constructor, and an outage would end the process.
 */
export function boltApp(deps: SlackDeps, { receiver, token, apiUrl, listeners, removed }: Options): App {
  const app = new App({
    receiver,
    convoStore: false,
    ignoreSelf: false,
    logger: quietly(deps.log),
    authorize: async () => ({ botToken: token }),
    clientOptions: webOptions(apiUrl, deps.log),
  });
  const turn = turnOf(deps);
  app.command(/.*/, ({ body, ack, context }) => onCommand(deps, listeners.command, body, ack, turn(body, context)));
  app.action(/.*/, ({ body, ack, context }) => onAction(deps, listeners.action, body, ack, turn(body, context)));
  app.view(/.*/, ({ body, ack, context }) => onView(deps, listeners.view, body, ack, turn(body, context)));
  app.shortcut(/.*/, ({ body, ack, context }) => onShortcut(deps, listeners.shortcut, body, ack, turn(body, context)));
  app.event("app_home_opened", ({ body, context }) =>
    onHome(deps, listeners.event.app_home_opened, body, turn(body, context)),
  );
  for (const event of ["app_uninstalled", "tokens_revoked"]) {
    app.event(event, async ({ body, context }) => {
      if (!(await turn(body, context))) return;
      const why = await onRemoval(deps, body);
      if (why) removed(why);
    });
  }
  app.error(async (error) => deps.log.error({ error }, "Bolt failed"));
  return app;
}

/** Whether this is the first time that an act comes, to whichever process: the transport may have asked already. */
function turnOf({ db, clock }: SlackDeps): (body: object, context: Record<string, unknown>) => Turn {
  const remembered = rememberedIn(db, clock);
  return (body, { turn }) => {
    // Safe: transport/http.ts put it there.
    if (turn instanceof Promise) return turn as Turn;
    const act = actOf({ ...body });
    const claimed = act === null ? Promise.resolve(true) : remembered.claim(act);
    // Whoever waits for it hears of it; whoever stopped before has nobody to tell.
    claimed.catch(() => undefined);
    return claimed;
  };
}
