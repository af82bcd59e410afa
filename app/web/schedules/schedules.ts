import type { Profile } from "../../../db/app/tables.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { weeklyCron } from "../../clock/weekly.ts";
import type { Actor } from "../../deps.ts";
import { mayDo } from "../../people/policy.ts";
import { getProfile } from "../../profiles/get-profile.ts";
import { backfill } from "../../schedules/backfill.ts";
import { runNow } from "../../schedules/run-now.ts";
import { skipNext } from "../../schedules/skip-next.ts";
import { unskip } from "../../schedules/unskip.ts";
import { loadSchedule } from "../../schedules/load-schedule.ts";
import { pauseSchedule } from "../../schedules/pause-schedule.ts";
import { removeSchedule } from "../../schedules/remove-schedule.ts";
import { resumeSchedule } from "../../schedules/resume-schedule.ts";
import { saveSchedule } from "../../schedules/save-schedule.ts";
import { takeOver } from "../../schedules/take-over.ts";
import type { FieldErrors } from "../../updates/brief-form.ts";
import { field, seeOther, slugOf, type Fields, type Handler, type Web } from "../page/context.ts";
import { setFlash, type FlashCode } from "../page/flash.ts";
import { mistakesIn } from "../page/mistakes.ts";
import { page, type WebDeps } from "../page/page.ts";
import { fieldsOf } from "../page/read-form.ts";
import type { RouteName } from "../page/rights.ts";
import {
  formOfSchedule,
  newForm,
  offers,
  scheduleView,
  type ScheduleForm,
  type ScheduleView,
} from "./schedules-view.ts";

export type SchedulePages = { "schedules/page": ScheduleView };

export function scheduleRoutes(deps: WebDeps<SchedulePages>) {
  const plain =
    (operation: (deps: WebDeps, actor: Actor, profileId: string) => Promise<unknown>, flash: FlashCode): Handler =>
    (c) =>
      onProfile(c, deps, async ({ id }) => {
        await operation(deps, c.var.actor, id);
        setFlash(c, flash);
        return seeOther(c, pathOf(c));
      });
  return {
    "GET /profiles/:slug/schedule": async (c) => draw(c, deps, await mine(c, deps)),
    "POST /profiles/:slug/schedule": async (c) => store(c, deps, await mine(c, deps), formIn(await fieldsOf(c))),
    "POST /profiles/:slug/schedule/owner": plain(takeOver, "schedule_taken_over"),
    "POST /profiles/:slug/schedule/pause": plain(pauseSchedule, "schedule_paused"),
    "POST /profiles/:slug/schedule/resumption": plain(resumeSchedule, "schedule_resumed"),
    "POST /profiles/:slug/schedule/skip": plain(skipNext, "slot_skipped"),
    "POST /profiles/:slug/schedule/skip-undo": async (c) => {
      const slot = new Date(field(await fieldsOf(c), "slot"));
      return onProfile(c, deps, async ({ id }) => {
        if (Number.isNaN(slot.getTime())) throw new Problem("invalid", "That is no slot.", "Press the button again.");
        await unskip(deps, c.var.actor, id, { slot });
        setFlash(c, "slot_unskipped");
        return seeOther(c, pathOf(c));
      });
    },
    "POST /profiles/:slug/schedule/backfill": plain(backfill, "backfilled"),
    "POST /profiles/:slug/schedule/deletion": plain(removeSchedule, "schedule_removed"),
    "POST /profiles/:slug/schedule/run": (c) =>
      onProfile(c, deps, async ({ id }) => {
        const { update_id } = await runNow(deps, c.var.actor, id);
        return seeOther(c, `/updates/${update_id}`);
      }),
  } satisfies Partial<Record<RouteName, Handler>>;
}

const mine = (c: Web, { db }: WebDeps): Promise<Profile> => getProfile(db, c.var.actor.team_id, slugOf(c));
const pathOf = (c: Web): string => `/profiles/${slugOf(c)}/schedule`;

/** What does not work is said on the schedule's own page. */
async function onProfile(
  c: Web,
  deps: WebDeps<SchedulePages>,
  work: (profile: Profile) => Promise<Response>,
): Promise<Response> {
  const profile = await mine(c, deps);
  try {
    return await work(profile);
  } catch (error) {
    if (!(error instanceof Problem) || error.code === "not_found") throw error;
    const { message, remedy } = error;
    return draw(c, deps, profile, { problem: { message, remedy }, status: error.status });
  }
}

function formIn(fields: Fields): ScheduleForm {
  return {
    kind: field(fields, "kind") === "cron" ? "cron" : "weekly",
    weekdays: (fields["weekday"] ?? []).filter((day) => /^[0-6]$/.test(day)),
    time: field(fields, "time"),
    cron: field(fields, "cron"),
    time_zone: field(fields, "time_zone"),
    lead: field(fields, "lead"),
    posts: field(fields, "posts") === "on_approval" ? "on_approval" : "at_slot",
  };
}

async function store(c: Web, deps: WebDeps<SchedulePages>, profile: Profile, form: ScheduleForm): Promise<Response> {
  const errors: FieldErrors = {};
  if (form.kind === "weekly" && form.weekdays.length === 0) errors["weekday"] = "Choose a day.";
  if (form.kind === "weekly" && !TIME.test(form.time)) errors["time"] = "Write it as 09:00.";
  if (form.kind === "cron" && form.cron === "") errors["cron"] = "Write five fields, such as 0 9 * * 1.";
  if (Object.keys(errors).length > 0) return draw(c, deps, profile, { form, errors, status: 422 });
  const cron = form.kind === "cron" ? form.cron : weeklyCron({ weekdays: form.weekdays.map(Number), time: form.time });
  const { time_zone, posts, lead } = form;
  try {
    const draft_lead_minutes = /^\d{1,5}$/.test(lead) ? Number(lead) : NaN;
    await saveSchedule(deps, c.var.actor, profile.id, { cron, time_zone, posts, draft_lead_minutes });
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "invalid") throw error;
    const { message, remedy, details } = error;
    const path = details[0]?.path ?? "cron";
    // The profile's own field is not on this page.
    if (path.startsWith("sources.")) return draw(c, deps, profile, { form, problem: { message, remedy }, status: 422 });
    return draw(c, deps, profile, { form, errors: { [path]: `${message} ${remedy}` }, status: 422 });
  }
  setFlash(c, "schedule_saved");
  return seeOther(c, pathOf(c));
}

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

type Drawn = { form?: ScheduleForm; errors?: FieldErrors; problem?: ScheduleView["problem"]; status?: number };

async function draw(c: Web, deps: WebDeps<SchedulePages>, profile: Profile, drawn: Drawn = {}): Promise<Response> {
  const { errors = {}, problem = null, status = 200 } = drawn;
  const now = deps.clock();
  const detail = await loadSchedule(deps.db, profile.id, now);
  const form = drawn.form ?? (detail ? formOfSchedule(detail.schedule) : newForm(profile.time_zone));
  const { slug, name, channel } = profile;
  const view: ScheduleView = {
    profile: { slug, name, channel: channel.name },
    quiet: profile.approval.post_nothing,
    may: mayDo({ ...c.var.person, surface: "web" }, "schedule.save").ok,
    shown: detail && scheduleView(detail, now),
    form,
    errors,
    problem,
    obstacle: detail && (await deps.pickers.obstacle()),
    ...offers(form),
    mistakes: mistakesIn(errors),
  };
  return page(c, deps, "schedules/page", view, { title: `Schedule of ${name}`, current: "/profiles", status });
}
