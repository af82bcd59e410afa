import type { Clock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import type { Calls } from "./calls.ts";
import type { DispatchLog } from "./dispatched.ts";
import type { Faults } from "./faults.ts";
import type { Installed } from "./installed.ts";
import type { Grants } from "./grants.ts";
import type { Rate } from "./rate.ts";
import type { ResponseUrls } from "./response-urls.ts";
import type { Sockets } from "./sockets.ts";
import type { Store } from "./store.ts";
import type { Triggers } from "./triggers.ts";
import type { Views } from "./views.ts";
import type { Person, Standing } from "./world.ts";

/** What every room of demo Slack is handed; built once in server.ts. */
export type Demo = {
  store: Store;
  faults: Faults;
  calls: Calls;
  rate: Rate;
  clock: Clock;
  log?: Log;
  /** The bot's, `xoxb-…`, and the one that opens sockets, `xapp-…`. */
  token: string;
  appToken: string;
  installed: Installed;
  dispatched: DispatchLog;
  sockets: Sockets;
  views: Views;
  triggers: Triggers;
  responseUrls: ResponseUrls;
  grants: Grants;
  /** How long an ack may take, and when an event is tried again. */
  ack_ms: number;
  retry_after_ms: readonly number[];
  timers: Set<NodeJS.Timeout>;
  /** What a person was last told at the top of the page, by their id; shown once. */
  notices: Map<string, string>;
  /** Of whoever is no member: members are not in it. */
  standings: Map<string, Standing>;
  /** Whom a switch added to the workspace. */
  newcomers: Map<string, Person>;
  /** Known once the server listens. */
  url: () => string;
};
