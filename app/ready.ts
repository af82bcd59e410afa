import type { Dependency, Found } from "../base/readiness.ts";
import { Problem } from "../webhooks/contract/problem.ts";
import { hasTeam } from "../db/app/people.ts";
import type { Deps } from "./deps.ts";
import type { SlackFront } from "./slack/front.ts";

const SECOND_MS = 1_000;

/** What the app lives with. Without its database it serves nobody; without the others people read, edit and decide all the same. */
export function dependenciesOf(deps: Deps, front: Pick<SlackFront, "health">): Record<string, Dependency> {
  return {
    database: { needed: true, keepMs: SECOND_MS, look: () => database(deps) },
    pipelines: { needed: false, keepMs: 10 * SECOND_MS, look: () => pipelines(deps) },
    slack: { needed: false, keepMs: 30 * SECOND_MS, look: () => slack(deps, front) },
  };
}

const ok = (says: string): Found => ({ state: "ok", says });
const down = (says: string, detail?: string): Found => ({ state: "down", says, ...(detail && { detail }) });

async function database({ db }: Deps): Promise<Found> {
  return (await hasTeam(db)) ? ok("It answers.") : down("It holds no team.");
}

/** With our key: a process that answers others and refuses us is as good as none. */
async function pipelines({ pipelines: asked }: Deps): Promise<Found> {
  try {
    const [healthy] = await Promise.all([asked.healthy(), asked.models()]);
    return healthy ? ok("They answer, and take our key.") : down("They answer, and are not ready.");
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return down(error.message, error.remedy);
  }
}

/** Both ways: whether we may post, and whether what people do there arrives. */
async function slack({ slack: asked }: Deps, front: Pick<SlackFront, "health">): Promise<Found> {
  const test = await asked.test();
  if (!test.ok) return down(test.message, test.remedy);
  const { transport, connected, last_problem } = front.health();
  if (transport === "off") return ok("It takes posts. Commands and buttons are not set up.");
  if (transport === "socket" && !connected)
    return down("It takes posts. Its sockets are not connected.", last_problem ?? "");
  return ok("It takes posts, and what people do there arrives.");
}
