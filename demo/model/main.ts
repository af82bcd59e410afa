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
    /** Milliseconds between two pieces of a streamed answer: people see it being written. */
    DEMO_MODEL_PACE: z.coerce.number().int().min(0).max(1_000).default(15),
  }),
  process.env,
);

const log = createLog("demo-model", "warn");
const model = await startDemoModel({
  port: settings.PORT,
  host: settings.HOST,
  token: settings.DEMO_MODEL_TOKEN,
  paceMs: settings.DEMO_MODEL_PACE,
  log,
});
stopWithParent(model.close);
announce({ url: model.url });
log.info({ url: model.url }, "The demo model is up.");
