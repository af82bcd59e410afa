import {
  askForHomes,
  keepHome,
  listMine,
  listPosted,
  postponeHomes,
  rememberHome,
  takeHomes,
  type HomeOfPerson,
  type NamedUpdate,
} from "../../db/app/homes.ts";
import { findRevision } from "../../db/app/revisions.ts";
import { findSlotOf } from "../../db/app/slots.ts";
import { digestOf } from "../../webhooks/contract/digest.ts";
import { isOffered, writerOf } from "../updates/offered.ts";
import { messagesOf } from "./approvable.ts";
import { homeView, type ShownConnection, type HomeData, type WaitingUpdate } from "./blocks/home.ts";
import type { HomeView } from "./blocks/shapes.ts";
import { teamClocks } from "./clocks.ts";
import type { SlackDeps } from "./deps.ts";
import { listedOf, waitingFor } from "./listed.ts";
import { offerTo } from "./offers.ts";
import type { Events } from "./seen.ts";
import { troubleOf } from "./trouble.ts";

/** A Home is looked at again after so long, whatever happened: schedules and connections change by themselves. */
const AGAIN_S = 60;
/** However much happens, nobody's Home is drawn more often. */
const REST_S = 3;
/** Source: docs.slack.dev, views.publish: tier 4, more than 100 a minute; cards come first. */
const AT_ONCE = 5;

/** Somebody looks at their Home tab: it is drawn at once, and from now on whenever something changes. */
export const openHome: Events["app_home_opened"] = async (deps, { actor }) => {
  if (!actor.id) return;
  await rememberHome(deps.db, actor.id);
  await publishHomes(deps, actor.id);
};

/**
 * Publishes the Homes that changed. What Slack does not take now is due again later.
 *
 * @param only This person's and nobody else's.
 */
export async function publishHomes(deps: SlackDeps, only?: string): Promise<void> {
  const homes = await takeHomes(deps.db, AGAIN_S, AT_ONCE, only);
  for (const [at, home] of homes.entries()) {
    const view = await homeOf(deps, home);
    const digest = digestOf(view);
    // What looks the same is not sent.
    if (digest === home.digest) continue;
    try {
      await deps.calls.publishHome(home.slack_user_id, view);
    } catch (error) {
      const trouble = troubleOf(deps, error);
      if (trouble.kind !== "wait") continue;
      const left = homes.slice(at).map(({ id }) => id);
      return postponeHomes(deps.db, trouble.seconds, left);
    }
    await keepHome(deps.db, home.id, digest);
  }
}

/** Something changed that Homes show. */
export async function markHomesStale({ db }: Pick<SlackDeps, "db">): Promise<void> {
  await askForHomes(db, AGAIN_S, REST_S);
}

const SHOWN = { waiting: 8, yours: 8, posted: 5 };

async function homeOf(deps: SlackDeps, person: HomeOfPerson): Promise<HomeView> {
  const { id, team_id, role } = person;
  const may = offerTo({ id, role, deactivated_at: null });
  const { publicUrl } = deps.settings;
  const [waiting, mine, posted, clocks, health] = await Promise.all([
    waitingFor(deps, person),
    listMine(deps.db, team_id, id, SHOWN.yours + SHOWN.waiting),
    listPosted(deps.db, team_id, SHOWN.posted),
    teamClocks(deps, team_id),
    healthOf(deps),
  ]);
  const shown = waiting.slice(0, SHOWN.waiting);
  const rest = mine.filter((update) => !shown.some((other) => other.id === update.id));
  const data: HomeData = {
    waiting: await Promise.all(shown.map((update) => waitingOf(deps, update))),
    more_waiting: waiting.length - shown.length,
    yours: rest.slice(0, SHOWN.yours).map((update) => listedOf(deps, update)),
    posted: posted.map((update) => ({
      ...listedOf(deps, update),
      posted_at: update.posted_at,
      permalink: update.permalink,
    })),
    clocks,
    health,
    may_compose: may("compose"),
    may_schedule: may("skip_slot"),
    urls: {
      approvals: `${publicUrl}/approvals`,
      updates: `${publicUrl}/updates`,
      profiles: `${publicUrl}/profiles`,
      connections: `${publicUrl}/connections`,
    },
  };
  return homeView(data);
}

async function waitingOf(deps: SlackDeps, update: NamedUpdate): Promise<WaitingUpdate> {
  const [revision, slot] = await Promise.all([
    findRevision(deps.db, update.id, update.revision),
    findSlotOf(deps.db, update.id),
  ]);
  const { messages } = await messagesOf(deps, update, revision?.markdown ?? "");
  return { ...listedOf(deps, update), messages, post_at: slot?.post_at ?? null };
}

/** As the connections page calls them; found out from the lists, which are asked for once a minute. */
async function healthOf({ pickers, settings }: SlackDeps): Promise<ShownConnection[]> {
  const [repositories, offered] = await Promise.all([pickers.repositories(), pickers.models()]);
  const { parts, demoModelUrl } = settings;
  const rules = offered !== null && writerOf("default", offered) === "rules";
  const model = rules ? "none, the rules write" : demoModelUrl ? "Demo" : "Connected";
  const knows = offered !== null && isOffered("default", offered);
  return [
    repositories
      ? { name: "GitHub", label: parts.github === "demo" ? "Demo" : "Connected", works: true }
      : { name: "GitHub", label: "Broken: repositories cannot be listed", works: false },
    knows
      ? { name: "Model", label: model, works: true }
      : { name: "Model", label: "Broken: nobody says who could write", works: false },
    { name: "Slack", label: parts.slack === "demo" ? "Demo" : "Connected", works: true },
  ];
}
