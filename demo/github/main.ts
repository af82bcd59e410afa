import { fileURLToPath } from "node:url";
import { z } from "zod";
import { announce, stopWithParent } from "../../base/child.ts";
import { createLog } from "../../base/log.ts";
import { readEnvironment } from "../../base/read-environment.ts";
import { startDemoGitHub } from "./server.ts";

const OUR_DATA = fileURLToPath(new URL("../data", import.meta.url));

const settings = readEnvironment(
  z.object({
    PORT: z.coerce.number().int().min(0).max(65_535).default(0),
    HOST: z.string().default("127.0.0.1"),
    /** Files or folders of data sets, separated by commas. */
    DEMO_GITHUB_DATA: z.string().default(OUR_DATA),
    DEMO_GITHUB_SHIFT: z.enum(["today", "none"]).default("today"),
    DEMO_GITHUB_TOKEN: z.string().optional(),
    DEMO_GITHUB_HTML_URL: z
      .literal("self")
      .or(z.url().transform((url) => url.replace(/(?<!\/)\/+$/, "")))
      .optional(),
  }),
  process.env,
);

const log = createLog("demo-github", "warn");
const github = await startDemoGitHub({
  data: settings.DEMO_GITHUB_DATA.split(",")
    .map((path) => path.trim())
    .filter(Boolean),
  shift: settings.DEMO_GITHUB_SHIFT,
  token: settings.DEMO_GITHUB_TOKEN,
  htmlUrl: settings.DEMO_GITHUB_HTML_URL,
  port: settings.PORT,
  host: settings.HOST,
  log,
});
stopWithParent(github.close);
announce({ url: github.url });
log.info({ url: github.url, repositories: github.repositories }, "The demo GitHub is up.");
