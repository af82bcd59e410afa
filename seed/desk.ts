import { findPerson, findTeamId } from "../db/app/people.ts";
import { listStuckDeliveries } from "../db/app/delivery-times.ts";
import { newestOfProfile } from "../db/app/summary.ts";
import { findUpdateById } from "../db/app/updates.ts";
import type { Brief, Profile, Update, UpdateState } from "../db/app/tables.ts";
import { listUpdates, loadUpdate } from "../app/updates/load.ts";
import { getProfile } from "../app/profiles/get-profile.ts";
import { askChecks } from "../app/updates/ask-checks.ts";
import { approve } from "../app/updates/approve.ts";
import { compose } from "../app/updates/compose.ts";
import { correct } from "../app/updates/correct.ts";
import { requestApproval } from "../app/updates/request-approval.ts";
import { save } from "../app/updates/save.ts";
import type { Edited } from "../app/updates/require-newest.ts";
import { expireReviews } from "../app/updates/expire-reviews.ts";
import { remindApprovers } from "../app/updates/remind-approvers.ts";
import { measureApproved } from "../app/feedback/measure-approved.ts";
import { sayWhy } from "../app/feedback/say-why.ts";
import type { EditReason } from "../app/words.ts";
import { sweepGenerations } from "../app/updates/sweep-generations.ts";
import { sweepDeliveries } from "../app/delivery/sweep-deliveries.ts";
import { tendSchedules } from "../app/schedules/tend-schedules.ts";
import type { Actor, Deps } from "../app/deps.ts";
import { Problem } from "../webhooks/contract/problem.ts";
import type { Machine } from "./machine.ts";
import type { StoryTime } from "./time.ts";

const LOOK_EVERY_MS = 20;
const GIVE_UP_MS = 120_000;
/** Where nobody has to do anything for it to go on. */
const MOVING: readonly UpdateState[] = ["generating", "posting", "correcting"];

const HARBOR = { repo: "acme/harbor", base_branch: "main" };
const WEB = { repo: "acme/harbor-web", base_branch: "main" };

export const SOURCES = { harbor: [HARBOR], web: [WEB], both: [HARBOR, WEB] };

export const CHANNELS = {
  eng: { id: "C0ENG", name: "eng-updates" },
  product: { id: "C0PROD", name: "product-news" },
  general: { id: "C0GEN", name: "general" },
  releases: { id: "C0REL", name: "releases" },
};

export const BRIEF: Brief = {
  sources: SOURCES.both,
  window: { preset: "7d" },
  time_zone: "Europe/Berlin",
  analysis_type: "weekly_digest",
  tone: "neutral",
  custom_prompt: "",
  ignored_prs: [],
  llm_model: "default",
  max_iterations: 4,
};

type Edit = (text: string) => string;

export type Desk = ReturnType<typeof deskOf>;

/** What people do in the course of a month, by the operations that the pages and Slack call. */
export function deskOf({ deps, github, slack }: Machine, time: StoryTime) {
  const now = ({ id }: Pick<Update, "id">) => getUpdate(deps, id);

  async function settled(update: Pick<Update, "id">, waiting: readonly UpdateState[] = MOVING): Promise<Update> {
    await until(`update ${update.id}`, async () => !waiting.includes((await now(update)).state));
    return now(update);
  }

  return {
    deps,
    settled,
    async person(handle: string): Promise<Actor> {
      const found = await findPerson(deps.db, handle);
      if (!found) throw new Error(`There is no ${handle}.`);
      return { id: found.id, team_id: found.team_id, name: found.name, surface: "web" };
    },
    /** It is then, and everything that was due until then is done. */
    async goTo(moment: Date): Promise<void> {
      await time.goTo(moment);
      await tended(deps);
      await until("the deliveries that are due", async () => {
        return (await listStuckDeliveries(deps.db, deps.clock())).length === 0;
      });
      await Promise.all((await listMoving(deps)).map((one) => settled(one)));
      await tended(deps);
    },
    /** What was asked for last from a profile, once it is written. */
    async draftOf({ team_id }: Actor, slug: string): Promise<Update> {
      const { id } = await getProfile(deps.db, team_id, slug);
      return settled({ id: (await newestOfProfile(deps.db, id)) ?? "" });
    },
    composed: (actor: Actor, brief: Partial<Brief>, channel: Update["channel"], profile?: Profile): Promise<Update> =>
      compose(deps, actor, {
        brief: { ...(profile?.brief ?? BRIEF), ...brief },
        channel,
        profile_id: profile?.id ?? null,
        previewed_digest: null,
      }),
    /** As it stands, or as `edit` makes it. */
    saved: async (actor: Actor, update: Update, edit: Edit) =>
      save(deps, actor, update.id, await edited(deps, actor, update, edit)),
    approvalRequested: async (actor: Actor, update: Update, edit: Edit) =>
      requestApproval(deps, actor, update.id, await edited(deps, actor, update, edit)),
    approved: (actor: Actor, update: Update) => decided(deps, actor, update, approve),
    corrected: (actor: Actor, update: Update, edit: Edit) => decided(deps, actor, update, correct, edit),
    /** Of the text as a whole. */
    saidWhy: (actor: Actor, { id }: Update, reason: EditReason) =>
      sayWhy(deps, actor, id, { item: "", reason, on: true }),
    ...faultsOf(deps, github, slack),
  };
}

/** What goes wrong from now on, until it is mended. */
function faultsOf({ pipelines }: Deps, github: string, slack: string) {
  return {
    async withoutPipelines(work: () => Promise<void>): Promise<void> {
      const { trigger } = pipelines;
      pipelines.trigger = () => Promise.reject(new Problem("unavailable", "They do not answer.", "Try again soon."));
      await work();
      pipelines.trigger = trigger;
    },
    githubFault: (fault: object) => ask("POST", `${github}/_demo/faults`, fault),
    slackFault: (fault: object) => ask("POST", `${slack}/_demo/faults`, fault),
    async mended(): Promise<void> {
      await Promise.all([github, slack].map((url) => ask("DELETE", `${url}/_demo/faults`)));
    },
  };
}

async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const giveUpAt = performance.now() + GIVE_UP_MS;
  while (!(await isSo())) {
    if (performance.now() > giveUpAt) throw new Error(`The seed waited two minutes for ${what}.`);
    await new Promise((done) => setTimeout(done, LOOK_EVERY_MS));
  }
}

async function getUpdate({ db }: Deps, id: string): Promise<Update> {
  const update = await findUpdateById(db, id);
  if (!update) throw new Error(`There is no update ${id}.`);
  return update;
}

async function listMoving({ db }: Deps): Promise<{ id: string }[]> {
  const team = await findTeamId(db);
  const found = await Promise.all(MOVING.map((state) => listUpdates(db, team, { state, page: 1 })));
  return found.flatMap(({ updates }) => updates);
}

/** What the app does by itself every minute. */
async function tended(deps: Deps): Promise<void> {
  await sweepGenerations(deps);
  await tendSchedules(deps);
  await remindApprovers(deps);
  await expireReviews(deps);
  await sweepDeliveries(deps);
  await measureApproved(deps);
}

async function edited(deps: Deps, actor: Actor, { id }: Update, edit: Edit): Promise<Edited> {
  const { text, update } = await loadUpdate(deps, actor, id);
  return { markdown: edit(text), base_revision: update.revision };
}

/** Whoever decides has looked at what is open, and says why where something stands in the way. */
async function decided(
  deps: Deps,
  actor: Actor,
  { id }: Update,
  decide: typeof approve,
  edit: Edit = (text) => text,
): Promise<Update> {
  const { text, update } = await loadUpdate(deps, actor, id);
  const markdown = edit(text);
  const acknowledged = (await askChecks(deps, update, markdown)).findings.map(({ key }) => key);
  const approval = { markdown, base_revision: update.revision, override_reason: null, acknowledged };
  try {
    return await decide(deps, actor, id, approval);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "invalid") throw error;
    return decide(deps, actor, id, { ...approval, override_reason: "I have read it against the pull requests." });
  }
}

async function ask(method: string, url: string, body?: object): Promise<void> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(url, { method, headers, ...(body && { body: JSON.stringify(body) }) });
  if (!answer.ok) throw new Error(`${url}: ${await answer.text()}`);
}
