import type { Actor } from "../app/deps.ts";
import { changeRole } from "../app/people/change-role.ts";
import { getProfile } from "../app/profiles/get-profile.ts";
import { saveProfile } from "../app/profiles/save-profile.ts";
import { skipNext } from "../app/schedules/skip-next.ts";
import { pauseSchedule } from "../app/schedules/pause-schedule.ts";
import { saveSchedule } from "../app/schedules/save-schedule.ts";
import { cancel } from "../app/updates/cancel.ts";
import { reject } from "../app/updates/reject.ts";
import { requestChanges } from "../app/updates/request-changes.ts";
import { retract } from "../app/updates/retract.ts";
import type { ApprovalRules, Update } from "../db/app/tables.ts";
import { Problem } from "../webhooks/contract/problem.ts";
import { BRIEF, CHANNELS, SOURCES, type Desk } from "./desk.ts";

export type Story = {
  desk: Desk;
  /** A time of day (UTC) of this week's Monday and so many days after it. */
  at: (day: number, time: string) => Date;
  mira: Actor;
  tobi: Actor;
  lena: Actor;
};

const ANYONE: ApprovalRules = {
  approvers: "anyone",
  author_may_approve: true,
  deadline_hours: null,
  post_nothing: false,
};
/** Customers read it: a second person decides, and within two days. */
const STRICT: ApprovalRules = { ...ANYONE, approvers: "approvers", author_may_approve: false, deadline_hours: 48 };
const ZONE = "Europe/Berlin";

/** Four weeks ago: who may what, three profiles, and the first update, which is corrected the day after. */
export async function firstWeek({ desk, at, mira, tobi, lena }: Story): Promise<void> {
  const { deps } = desk;
  await changeRole(deps, mira, lena.id ?? "", { role: "author" });
  const weekly = await saveProfile(deps, mira, {
    name: "Engineering weekly",
    time_zone: ZONE,
    channel: CHANNELS.eng,
    brief: BRIEF,
    approval: ANYONE,
  });
  const product = await saveProfile(deps, tobi, {
    name: "Product news",
    time_zone: ZONE,
    channel: CHANNELS.product,
    brief: { ...BRIEF, sources: SOURCES.web, tone: "warm", window: { preset: "last" } },
    approval: STRICT,
  });
  await refused(() => saveProfile(deps, lena, { ...product, id: product.id, approval: ANYONE }));
  await desk.goTo(at(-28, "09:20"));
  const first = await desk.settled(await desk.composed(mira, {}, CHANNELS.eng, weekly));
  await desk.saved(lena, first, shortened);
  await desk.goTo(at(-28, "10:05"));
  await posted(desk, mira, first);
  await saveSchedule(deps, mira, weekly.id, weeklyAt("0 9 * * 1"));
  await saveSchedule(deps, tobi, product.id, weeklyAt("0 14 * * 4"));
  await desk.goTo(at(-27, "08:40"));
  await desk.settled(await desk.corrected(mira, first, (text) => retitled(text, "Harbor, the week in short")));
  await desk.saidWhy(lena, first, "not_worth_it");

  // Nobody looks at the first text for customers: its time comes and goes.
  await desk.goTo(at(-25, "11:30"));
  await desk.goTo(at(-25, "13:30"));
  await desk.goTo(at(-22, "12:00"));
}

/** Three weeks ago: the schedule's first post, a text that is sent back, and one by hand that nobody wanted. */
export async function secondWeek({ desk, at, mira, tobi, lena }: Story): Promise<void> {
  const { deps } = desk;
  await desk.goTo(at(-21, "06:30"));
  await desk.approved(tobi, await desk.draftOf(tobi, "engineering-weekly"));
  await desk.goTo(at(-21, "09:00"));
  await desk.goTo(at(-20, "15:10"));
  const quiet = { preset: "dates" as const, from: dateOf(at(-23, "00:00")), to: dateOf(at(-22, "00:00")) };
  await desk.settled(await desk.composed(lena, { sources: SOURCES.web, window: quiet }, CHANNELS.general));

  await desk.goTo(at(-18, "11:10"));
  const draft = await desk.draftOf(mira, "product-news");
  await refused(() => desk.approved(lena, draft));
  const asked = { text: "Say what a shop can do now, not how it was built.", reasons: ["wrong_focus" as const] };
  await desk.settled(await requestChanges(deps, mira, draft.id, asked));
  await desk.goTo(at(-18, "11:35"));
  await desk.approved(mira, draft);
  await desk.goTo(at(-18, "13:30"));
  await desk.goTo(at(-17, "09:45"));
  const unwanted = await desk.settled(await desk.composed(lena, { sources: SOURCES.harbor }, CHANNELS.general));
  await desk.goTo(at(-17, "13:15"));
  await reject(deps, tobi, unwanted.id, { reason: "The whole company does not need this; #eng-updates has it." });
}

/** Two weeks ago: an edited post that is taken back, a skipped slot, and two that came to nothing. */
export async function thirdWeek({ desk, at, mira, tobi, lena }: Story): Promise<void> {
  const { deps } = desk;
  await desk.goTo(at(-14, "06:30"));
  const draft = await desk.draftOf(mira, "engineering-weekly");
  await desk.saved(mira, draft, shortened);
  await desk.approved(mira, draft);
  await desk.goTo(at(-14, "09:00"));
  await desk.settled(draft, ["approved", "posting"]);
  await desk.goTo(at(-13, "08:30"));
  await retract(deps, tobi, draft.id, { reason: "It names a shop that has not agreed to it." });
  await desk.settled(draft);
  await skipNext(deps, mira, (await getProfile(deps.db, mira.team_id, "product-news")).id);

  await desk.goTo(at(-12, "14:00"));
  await desk.withoutPipelines(async () => {
    const doubled = await desk.composed(lena, { sources: SOURCES.harbor }, CHANNELS.eng);
    await cancel(deps, lena, doubled.id);
  });
  await desk.goTo(at(-10, "16:20"));
  await desk.githubFault({ route: "/repos/acme/harbor", fault: "403", times: 50 });
  await desk.settled(await desk.composed(lena, { sources: SOURCES.harbor }, CHANNELS.eng));
  await desk.mended();
}

/** Last week: what went wrong on the way into Slack, and what nobody has answered yet. */
export async function tellLastWeek({ desk, at, mira, tobi, lena }: Story): Promise<void> {
  await desk.goTo(at(-7, "06:30"));
  const draft = await desk.draftOf(mira, "engineering-weekly");
  await desk.saved(lena, draft, (text) => retitled(text, "What shipped at Harbor"));
  await desk.approved(tobi, draft);
  await desk.goTo(at(-7, "09:00"));
  await desk.settled(draft, ["approved", "posting"]);

  await desk.goTo(at(-6, "17:00"));
  await desk.withoutPipelines(async () => {
    await desk.composed(lena, { sources: SOURCES.web }, CHANNELS.general);
    await desk.goTo(at(-6, "18:00"));
  });
  await desk.goTo(at(-5, "10:10"));
  const release = await desk.settled(await desk.composed(mira, { analysis_type: "release_notes" }, CHANNELS.releases));
  await desk.approved(mira, release);
  await desk.settled(release, ["approved", "posting"]);

  await desk.goTo(at(-4, "11:10"));
  await desk.slackFault({ method: "chat.postMessage", channel: CHANNELS.product.id, fault: "drop-after" });
  await desk.slackFault({ method: "conversations.history", fault: "error", error: "missing_scope", times: 20 });
  await desk.approved(mira, await desk.draftOf(mira, "product-news"));
  await desk.goTo(at(-4, "13:30"));
  await desk.mended();
  await desk.goTo(at(-3, "09:30"));
  const waiting = await desk.settled(await desk.composed(lena, { sources: SOURCES.web }, CHANNELS.eng));
  await desk.approvalRequested(lena, waiting, shortened);
  await desk.goTo(at(-3, "15:00"));
  const short = await saveProfile(desk.deps, tobi, {
    name: "Leadership, monthly",
    time_zone: ZONE,
    channel: CHANNELS.general,
    brief: { ...BRIEF, tone: "terse", window: { preset: "month" } },
    approval: { ...ANYONE, post_nothing: true },
  });
  await saveSchedule(desk.deps, tobi, short.id, weeklyAt("0 10 1 * *"));
  await pauseSchedule(desk.deps, mira, short.id);
}

/** Today: one text waits for its slot; and three things are on their way, which go on at the next start. */
export async function today({ desk, mira, tobi, lena }: Story, now: Date): Promise<void> {
  const { deps } = desk;
  await desk.goTo(new Date(now.getTime() - 2 * HOUR_MS));
  const web = await saveProfile(deps, lena, {
    name: "Web this week",
    time_zone: "UTC",
    channel: CHANNELS.eng,
    brief: { ...BRIEF, sources: SOURCES.web, tone: "terse" },
    approval: ANYONE,
  });
  const tomorrow = new Date(now.getTime() + 24 * HOUR_MS);
  const rule = weeklyAt(`0 ${tomorrow.getUTCHours()} * * ${tomorrow.getUTCDay()}`);
  await saveSchedule(deps, lena, web.id, { ...rule, time_zone: "UTC", draft_lead_minutes: 2 * 24 * 60 });
  await desk.goTo(new Date(now.getTime() - HOUR_MS));
  await desk.approved(tobi, await desk.draftOf(mira, "web-this-week"));
  await desk.goTo(new Date(now.getTime() - HOUR_MS / 2));
  const [correctable, going] = await Promise.all(
    [lena, mira].map(async (actor) =>
      desk.settled(await desk.composed(actor, { sources: SOURCES.harbor }, CHANNELS.general)),
    ),
  );
  if (!correctable || !going) return;
  await posted(desk, mira, correctable);
  await desk.slackFault({ method: "chat.postMessage", channel: CHANNELS.general.id, fault: "429", retry_after_s: 30 });
  await desk.approved(mira, going);
  await desk.settled(going, ["approved"]);
  await deps.jobs.drain(0);
  await desk.corrected(mira, correctable, shortened);
  await desk.composed(mira, {}, CHANNELS.eng);
}

const HOUR_MS = 3_600_000;

const weeklyAt = (cron: string) => ({ cron, time_zone: ZONE, draft_lead_minutes: 120, posts: "at_slot" as const });

async function posted(desk: Desk, actor: Actor, update: Update): Promise<void> {
  await desk.approved(actor, update);
  await desk.settled(update, ["approved", "posting"]);
}

/** Who may not is told so, and the trail has it. */
async function refused(act: () => Promise<unknown>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (error instanceof Problem && error.code === "forbidden") return;
    throw error;
  }
  throw new Error("Nobody refused what is not allowed.");
}

const dateOf = (moment: Date): string => moment.toISOString().slice(0, 10);

/** Without its last line: what a person leaves out is left out of the message. */
function shortened(text: string): string {
  const lines = text.trimEnd().split("\n");
  const last = lines.findLastIndex((line) => line.startsWith("- "));
  return lines.filter((_, index) => index !== last).join("\n");
}

function retitled(text: string, title: string): string {
  return text.replace(/^# .*/m, `# ${title}`);
}
