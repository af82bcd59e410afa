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
  /** Opens Socket Mode connections. */
  DEMO_SLACK_APP_TOKEN: z.string().default("xapp-demo"),
  /** Signs what goes to the request URL; without that URL the app comes through its sockets. */
  DEMO_SLACK_SIGNING_SECRET: z.string().min(1).default("demo-signing-secret"),
  DEMO_SLACK_REQUEST_URL: z.url().optional(),
  /** For "Sign in with Slack". */
  DEMO_SLACK_CLIENT_ID: z.string().default("demo.pulse"),
  DEMO_SLACK_CLIENT_SECRET: z.string().default("demo-client-secret"),
  DEMO_SLACK_RATE: z.enum(["on", "off"]).default("on"),
});

const env = readEnvironment(settings, process.env);
const log = createLog("demo-slack", "warn");

const slack = await startDemoSlack({
  port: env.PORT,
  host: env.HOST,
  token: env.DEMO_SLACK_TOKEN,
  appToken: env.DEMO_SLACK_APP_TOKEN,
  signingSecret: env.DEMO_SLACK_SIGNING_SECRET,
  requestUrl: env.DEMO_SLACK_REQUEST_URL,
  clientId: env.DEMO_SLACK_CLIENT_ID,
  clientSecret: env.DEMO_SLACK_CLIENT_SECRET,
  state: env.DEMO_SLACK_STATE,
  rate: env.DEMO_SLACK_RATE,
  log,
});
stopWithParent(slack.stop);
log.info({ url: slack.url }, "demo Slack is up");
announce({ url: slack.url });
