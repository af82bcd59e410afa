import type { Dependency, Found } from "../base/readiness.ts";
import { askNothing } from "../db/connect.ts";
import type { Deps } from "./deps.ts";
import { reachModel } from "./models/reach.ts";

const SECOND_MS = 1_000;
const APP_ANSWERS_WITHIN_MS = 5_000;

/** What the pipelines live with. Without their database they take no run; whatever else is away, a run waits or says so. */
export function dependenciesOf(deps: Deps): Record<string, Dependency> {
  return {
    database: { needed: true, keepMs: SECOND_MS, look: () => database(deps) },
    app: { needed: false, keepMs: 10 * SECOND_MS, look: () => app(deps) },
    github: { needed: false, keepMs: 10 * SECOND_MS, look: () => github(deps) },
    model: { needed: false, keepMs: 60 * SECOND_MS, look: () => reachModel(deps.askModels) },
  };
}

const ok = (says: string): Found => ({ state: "ok", says });
const down = (says: string, detail?: string): Found => ({ state: "down", says, ...(detail && { detail }) });

async function database({ db }: Deps): Promise<Found> {
  await askNothing(db);
  return ok("It answers.");
}

/** Whoever gets results: any answer will do, because not all of them are ours. */
async function app({ settings }: Deps): Promise<Found> {
  if (settings.callbackOrigins.length === 0) return { state: "off", says: "CALLBACK_ORIGINS names nobody." };
  const away = await Promise.all(
    settings.callbackOrigins.map(async (origin) => ((await answers(origin)) ? [] : [origin])),
  );
  const silent = away.flat();
  if (silent.length === 0) return ok("It answers.");
  return down(`${silent.length} of ${away.length} in CALLBACK_ORIGINS do not answer.`, silent.join(" "));
}

async function answers(origin: string): Promise<boolean> {
  try {
    const init = { redirect: "manual", signal: AbortSignal.timeout(APP_ANSWERS_WITHIN_MS) } as const;
    const answer = await fetch(`${origin}/healthz`, init);
    await answer.body?.cancel();
    return answer.status < 500;
  } catch {
    return false;
  }
}

/** The reader itself is asked, GitHub is not: how its last question ended is known. */
async function github({ github: reader }: Deps): Promise<Found> {
  const { alive, last } = await reader.health();
  if (!alive) return down("Its reader does not answer.", last ?? undefined);
  if (last === null) return ok("Its reader answers. GitHub was not asked yet.");
  return last === "answered"
    ? ok("It answers.")
    : down("Its reader answers. The last question to GitHub failed.", last);
}
