import type { Clock } from "../../base/clock.ts";
import type { Log } from "../../base/log.ts";
import type { Calls } from "./calls.ts";
import type { Faults } from "./faults.ts";
import type { Rate } from "./rate.ts";
import type { Store } from "./store.ts";

/** What every room of demo Slack is handed; built once in server.ts. */
export type Demo = {
  store: Store;
  faults: Faults;
  calls: Calls;
  rate: Rate;
  clock: Clock;
  log?: Log;
  token: string;
  /** Known once the server listens. */
  url: () => string;
};
