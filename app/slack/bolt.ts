import { App, type Receiver } from "@slack/bolt";
import { quietly, webOptions } from "./calls.ts";
import { onRemoval } from "./setup/removal.ts";
import { onAction, onCommand, onHome, onShortcut, onView } from "./dispatch.ts";
import type { Actions, Commands, Events, Shortcuts, SlackDeps, Views } from "./seen.ts";

export type Listeners = { command: Commands; action: Actions; view: Views; shortcut: Shortcuts; event: Events };

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
    ...{ receiver, convoStore: false, ignoreSelf: false, logger: quietly(deps.log) },
    authorize: async () => ({ botToken: token }),
    clientOptions: webOptions(apiUrl, deps.log),
  });
  app.command(/.*/, ({ body, ack }) => onCommand(deps, listeners.command, body, ack));
  app.action(/.*/, ({ body, ack }) => onAction(deps, listeners.action, body, ack));
  app.view(/.*/, ({ body, ack }) => onView(deps, listeners.view, body, ack));
  app.shortcut(/.*/, ({ body, ack }) => onShortcut(deps, listeners.shortcut, body, ack));
  app.event("app_home_opened", ({ body }) => onHome(deps, listeners.event.app_home_opened, body));
  for (const event of ["app_uninstalled", "tokens_revoked"]) {
    app.event(event, async ({ body }) => {
      const why = await onRemoval(deps, body);
      if (why) removed(why);
    });
  }
  app.error(async (error) => deps.log.error({ error }, "Bolt failed"));
  return app;
}
