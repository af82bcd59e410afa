import { deliver } from "../../app/delivery/deliver.ts";
import { slackClient } from "../../app/delivery/slack.ts";
import type { Deps } from "../../app/deps.ts";
import type { Slack } from "../../app/ports/slack.ts";
import { lastLook } from "../../app/schedules/recheck.ts";
import { announce } from "../../base/child.ts";
import { createLog } from "../../base/log.ts";
import { WITH_MADE_UP_PEOPLE } from "../../db/app/people.ts";
import type { AppTables } from "../../db/app/tables.ts";
import { connect } from "../../db/connect.ts";

/*
 * A process that posts, to be killed. Each delivery goes as far as it is told to, and stands still there.
 * "claimed": before anything is sent. "on the way": at Slack, which does not answer. "answered": Slack did, and nothing is written
 * down yet. "settled": it is written down, and whatever comes next has not begun.
 */
export type Point = "claimed" | "on the way" | "answered" | "settled";
/** `ahead_s`: how far its clock is ahead of everybody's. */
export type Task = { delivery_id: string; part: number; point: Point; ahead_s: number };

const silent = createLog("test", "silent");
const never = new Promise<never>(() => undefined);
const { DATABASE_URL = "", SLACK_API_URL = "" } = process.env;
/** A delivery that stands still keeps its channel's connection. */
const PER_POOL = 9;

function depsOf(db: Deps["db"], task: Task, held: () => void): Deps {
  const timeoutMs = task.point === "on the way" ? 60_000 : 400;
  const slack = slackClient({ log: silent, token: "xoxb-demo", apiUrl: SLACK_API_URL, timeoutMs });
  let answered = false;
  const stand = <T>(): Promise<T> => {
    held();
    return never;
  };
  /** The first thing that happens after an answer was written down. */
  const next = <T>(go: () => Promise<T>): Promise<T> => (answered && task.point === "settled" ? stand() : go());
  const post: Slack["post"] = async (target, payload) => {
    if (target.part !== task.part) return next(() => slack.post(target, payload));
    if (task.point === "claimed") return stand();
    if (answered) return next(() => slack.post(target, payload));
    const outcome = await slack.post(target, payload);
    answered = true;
    return task.point === "answered" ? stand() : outcome;
  };
  const waiting = {
    post,
    permalink: (...of) => next(() => slack.permalink(...of)),
    newest: (...of) => next(() => slack.newest(...of)),
    findByKey: (...of) => next(() => slack.findByKey(...of)),
  } satisfies Partial<Slack>;
  return {
    db,
    clock: () => new Date(Date.now() + task.ahead_s * 1_000),
    log: silent,
    slack: { ...slack, ...waiting },
    // Safe: delivering sends jobs, and asks nothing else of either.
    jobs: { send: () => next(async () => true) } as unknown as Deps["jobs"],
    pipelines: {} as Deps["pipelines"],
    settings: {
      publicUrl: "",
      callbackUrl: "",
      tokenKey: Buffer.alloc(32),
      runDeadlineMs: 1,
      teamName: "",
      development: true,
      demoSlackUrl: null,
      demoGithubUrl: null,
      demoModelUrl: null,
      parts: { github: "demo", slack: "demo" },
      posting: { spacingMs: 0, looksAfterS: [0, 0], againAfterS: { first: 0, most: 0 }, silenceS: 60 },
    },
  };
}

process.on("message", (tasks: Task[]) => {
  const pools = Math.ceil(tasks.length / PER_POOL);
  const dbs = Array.from({ length: pools }, () => connect<AppTables>(DATABASE_URL, silent, WITH_MADE_UP_PEOPLE).db);
  for (const [index, task] of tasks.entries()) {
    // Safe: there is one for every nine.
    const db = dbs[index % pools]!;
    const held = () => void process.send?.({ held: task.delivery_id });
    // What is over before it gets there stands still, too.
    void deliver(depsOf(db, task, held), { delivery_id: task.delivery_id }, lastLook).then(held);
  }
});
announce({ url: "" });
