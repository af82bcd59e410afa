import { z } from "zod";
import { announce, stopWithParent } from "../../base/child.ts";
import { createLog } from "../../base/log.ts";
import { readEnvironment } from "../../base/read-environment.ts";
import { startDemoModel } from "./server.ts";

const settings = readEnvironment(
  z.object({
    PORT: z.coerce.number().int().min(0).max(65_535).default(0),
    HOST: z.string().default("127.0.0.1"),
    /** If set, any other key is refused. */
    DEMO_MODEL_TOKEN: z.string().optional(),
  }),
  process.env,
);

const log = createLog("demo-model", "warn");
const model = await startDemoModel({
  port: settings.PORT,
  host: settings.HOST,
  token: settings.DEMO_MODEL_TOKEN,
  log,
});
stopWithParent(model.close);
announce({ url: model.url });
log.info({ url: model.url }, "The demo model is up.");
