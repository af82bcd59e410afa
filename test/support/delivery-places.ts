import { slackClient } from "../../app/delivery/slack.ts";
import { workJobs } from "../../app/jobs.ts";
import { approve } from "../../app/updates/approve.ts";
import type { Update, UpdateState } from "../../db/app/tables.ts";
import { startDemoSlack } from "../../demo/slack/server.ts";
import { startTestApp } from "./app.ts";
import { silent } from "./database.ts";
import { demoSlackOf, type DemoSlack } from "./demo-slack.ts";
import { until } from "./until.ts";

export type Place = { slack: DemoSlack; channel: { id: string; name: string } };
export type Places = Awaited<ReturnType<typeof startPlaces>>;

/** An app that works its jobs, over a demo Slack with a channel for each test. */
export async function startPlaces() {
  const demo = await startDemoSlack({ rate: "off" });
  const slack = slackClient({ log: silent, token: "xoxb-demo", apiUrl: `${demo.url}/api/`, timeoutMs: 400 });
  const app = await startTestApp({ slack });
  await workJobs(app.deps);
  let count = 0;
  return {
    app,
    demo,
    /** A channel of its own. */
    async newPlace(url = demo.url): Promise<Place> {
      count += 1;
      const channel = { id: `C0T${String(count).padStart(3, "0")}`, name: `team-${count}` };
      const place = demoSlackOf(url, channel.id);
      await place.change("create", channel.name);
      return { slack: place, channel };
    },
    async approved({ channel }: Place, markdown: string): Promise<Update> {
      const update = await app.written(markdown, { channel });
      return approve(app.deps, app.mira, update.id, { markdown, base_revision: 1, override_reason: null });
    },
    becomes: (update: Update, ...states: UpdateState[]) =>
      until(`update that is ${states.join(" or ")}`, async () => {
        const now = await app.now(update);
        return states.includes(now.state) && now;
      }),
    async stop(): Promise<void> {
      await app.stop();
      await demo.stop();
    },
  };
}
