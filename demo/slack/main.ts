import { z } from "zod";
import { announce, stopWithParent } from "../../base/child.ts";
import { createLog } from "../../base/log.ts";
import { readEnvironment } from "../../base/read-environment.ts";
import { startDemoSlack } from "./server.ts";

const settings = z.object({
  PORT: z.coerce.number().int().min(0).max(65_535).default(0),
  HOST: z.string().default("127.0.0.1"),
  /** Path of the JSON file that keeps the messages. */
  DEMO_SLACK_STATE: z.string().optional(),
  DEMO_SLACK_TOKEN: z.string().default("xoxb-demo"),
  DEMO_SLACK_RATE: z.enum(["on", "off"]).default("on"),
});

const env = readEnvironment(settings, process.env);
const log = createLog("demo-slack", "warn");

const slack = await startDemoSlack({
  port: env.PORT,
  host: env.HOST,
  token: env.DEMO_SLACK_TOKEN,
  state: env.DEMO_SLACK_STATE,
  rate: env.DEMO_SLACK_RATE,
  log,
});
stopWithParent(slack.stop);
log.info({ url: slack.url }, "demo Slack is up");
announce({ url: slack.url });
