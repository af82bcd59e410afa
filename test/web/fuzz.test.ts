import { afterAll, beforeAll, expect, test } from "vitest";
import { mayDo, type Action } from "../../app/people/policy.ts";
import { startSession } from "../../app/people/start-session.ts";
import { ROUTES, type RouteName } from "../../app/web/page/rights.ts";
import { insertPerson } from "../../db/app/people.ts";
import { roles, type Role } from "../../db/app/tables.ts";
import { inTransaction } from "../../db/connect.ts";
import { CHANNEL, noSlack, startTestApp, type TestApp } from "../support/app.ts";
import fc from "../support/chance.ts";
import { otherRequests, requestsFor, type Made } from "../support/hostile.ts";
import { furnish, standing } from "../support/furnished.ts";
import type { Sent } from "../support/raw-requests.ts";
import { served, type Served } from "../support/served.ts";
import { startSlackFront, type FrontInTest } from "../support/slack-front.ts";

/** FUZZ_REQUESTS=50000 looks further, SEED=random elsewhere. */
const REQUESTS = Number(process.env["FUZZ_REQUESTS"] ?? 900);
const SIDE_BY_SIDE = 8;
const PATIENCE_MS = 60_000 + REQUESTS * 40;

type Asker = Role | "nobody";
type Tried = { asker: Asker; route: string; made: Made };

let app: TestApp;
let here: Served;
let front: FrontInTest;
const cookies = new Map<Asker, string>();
const faults: unknown[] = [];
const statuses = new Map<number, number>();
let known: Parameters<typeof requestsFor>[1];

beforeAll(async () => {
  const channel = { ...CHANNEL, is_private: false, is_member: true };
  app = await startTestApp({ slack: { ...noSlack, channels: async () => [channel] } });
  front = await startSlackFront({ app, by: "http", chores: [] });
  const quiet = () => undefined;
  // Safe: what is served calls these alone.
  const log = {
    error: (...said: unknown[]) => void faults.push(said),
    warn: quiet,
    info: quiet,
    debug: quiet,
  } as never;
  Object.assign(app.deps, { log });
  here = await served(app.deps, front.front);
  app.deps.settings.publicUrl = here.url;
  for (const role of roles) await enrol(role);
  known = await furnish(app);
}, 60_000);
afterAll(async () => {
  await here?.close();
  await front?.stop();
  await app?.stop();
});

async function enrol(role: Role): Promise<void> {
  const person = await inTransaction(app.db, (tx) =>
    insertPerson(tx, { team_id: app.mira.team_id, handle: `the-${role}`, name: `The ${role}`, role }),
  );
  cookies.set(role, `__Host-pulse=${(await startSession(app.deps, person)).token}`);
}

const CLOSED = Object.entries(ROUTES).filter(([, needs]) => needs !== "open") as [RouteName, Action][];
const ELSEWHERE = ["POST /api/webhooks/pipelines", "POST /slack/events", "GET /healthz", "GET /readyz"];
const ASKERS: readonly Asker[] = ["nobody", ...roles];

const allowed = (asker: Asker, needs: Action): boolean =>
  asker !== "nobody" && mayDo({ id: "", role: asker, deactivated_at: null, surface: "web" }, needs).ok;

function drawn(count: number, pairsOf: readonly (readonly [string, Asker])[]): Tried[] {
  const pick = fc.constantFrom(...pairsOf).chain(([route, asker]) => {
    const made = route === "" ? otherRequests(known, here.url) : requestsFor(route, known, here.url);
    return made.map((one) => ({ asker, route, made: one }));
  });
  return fc.sample(pick, count);
}

async function ask({ asker, made }: Tried): Promise<Sent> {
  const session = cookies.get(asker) ?? "";
  const cookie = [session, made.headers["cookie"] ?? ""].filter(Boolean).join("; ");
  const sent = await here.ask({ ...made, headers: { ...made.headers, cookie } });
  statuses.set(sent.status, (statuses.get(sent.status) ?? 0) + 1);
  return sent;
}

/** @returns the first few that are not as they should be. */
async function strays(tries: readonly Tried[], isRight: (tried: Tried, sent: Sent) => boolean): Promise<string[]> {
  const [rest, wrong] = [[...tries], [] as string[]];
  const one = async () => {
    for (let tried = rest.pop(); tried; tried = rest.pop()) {
      const sent = await ask(tried);
      if (sent.status >= 500 || !isRight(tried, sent)) wrong.push(told(tried, sent));
    }
  };
  await Promise.all(Array.from({ length: SIDE_BY_SIDE }, one));
  return wrong.slice(0, 5);
}

const told = ({ asker, made }: Tried, { status }: Sent) =>
  `${asker}: ${made.method} ${made.path.slice(0, 300)} → ${status} ${JSON.stringify(made.headers).slice(0, 300)} ${String(made.body).slice(0, 300)}`;

test(
  "whom the policy refuses gets no page and changes nothing, whatever they send",
  async () => {
    const refused = CLOSED.flatMap(([route, needs]) =>
      ASKERS.filter((asker) => !allowed(asker, needs)).map((asker) => [route, asker] as const),
    );
    const before = await standing(app);
    const wrong = await strays(drawn(REQUESTS / 2, refused), ({ route, made }, { status, headers }) => {
      // With another method it is another route, or none.
      if (!route.startsWith(`${made.method} `)) return true;
      // A stranger is sent to sign in.
      return status === 302
        ? String(headers.location).startsWith("/sign-in?next=")
        : [400, 401, 403, 404, 413, 431].includes(status);
    });
    expect(wrong).toEqual([]);
    expect(await standing(app)).toEqual(before);
    expect(faults).toEqual([]);
  },
  PATIENCE_MS,
);

test(
  "no route, with whatever it is asked and by whomever, fails",
  async () => {
    const routes = [...Object.keys(ROUTES), ...ELSEWHERE, "", "", ""].filter((route) => route !== "POST /sign-out");
    const pairsOf = routes.flatMap((route) => ASKERS.map((asker) => [route, asker] as const));
    expect(await strays(drawn(REQUESTS / 2, pairsOf), () => true)).toEqual([]);
    expect(faults).toEqual([]);
    expect((await here.ask({ path: "/updates", headers: { cookie: cookies.get("viewer") ?? "" } })).status).toBe(200);
    if (process.env["FUZZ_REQUESTS"])
      process.stdout.write(`${JSON.stringify(Object.fromEntries([...statuses].sort()))}\n`);
  },
  PATIENCE_MS,
);

test(
  "what is refused at the door of one thing leaves that thing as it was",
  async () => {
    const subject = CLOSED.filter(([route]) => route.startsWith("POST "));
    const pairsOf = subject.flatMap(([route]) => ASKERS.map((asker) => [route, asker] as const));
    let before = await standing(app);
    for (const tried of drawn(REQUESTS / 15, pairsOf)) {
      const sent = await ask(tried);
      expect(sent.status, told(tried, sent)).toBeLessThan(500);
      const after = await standing(app);
      if ([400, 401, 403, 404, 413].includes(sent.status)) expect(after, told(tried, sent)).toEqual(before);
      before = after;
    }
  },
  PATIENCE_MS,
);
