import { Hono } from "hono";
import { z } from "zod";
import { commonControls } from "../common-controls.ts";
import type { Environment } from "./environment.ts";
import { faultSchema, type Faults } from "./faults/fault.ts";
import type { RequestLog } from "./request-log.ts";
import { type Script, scriptSchema } from "./script.ts";

/** The handles behind the scenes, under `/_demo`: what was asked, what shall go wrong, and what shall be said word for word. */
export function controlRoutes(requests: RequestLog, faults: Faults, script: Script): Hono<Environment> {
  return new Hono<Environment>()
    .route("/", commonControls(requests, faults, faultSchema))
    .get("/script", (c) => c.json({ left: script.left() }))
    .delete("/script", (c) => {
      script.clear();
      return c.body(null, 204);
    })
    .post("/script", async (c) => {
      const read = scriptSchema.safeParse(await c.req.json().catch(() => null));
      if (!read.success) return c.json({ message: z.prettifyError(read.error) }, 422);
      script.add(read.data.answers);
      return c.json({ left: script.left() }, 201);
    });
}
