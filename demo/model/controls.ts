import { Hono } from "hono";
import { z } from "zod";
import type { Environment } from "./environment.ts";
import { faultSchema, type Faults } from "./faults/fault.ts";
import type { RequestLog } from "./request-log.ts";
import { type Script, scriptSchema } from "./script.ts";

/** The handles behind the scenes, under `/_demo`: what was asked, what shall go wrong, and what shall be said word for word. */
export function controlRoutes(requests: RequestLog, faults: Faults, script: Script): Hono<Environment> {
  return new Hono<Environment>()
    .get("/requests", (c) => c.json(requests.read()))
    .delete("/requests", (c) => {
      requests.clear();
      return c.body(null, 204);
    })
    .get("/faults", (c) => c.json(faults.list()))
    .delete("/faults", (c) => {
      faults.clear();
      return c.body(null, 204);
    })
    .post("/faults", async (c) => {
      const read = faultSchema.safeParse(await c.req.json().catch(() => null));
      if (!read.success) return c.json({ message: z.prettifyError(read.error) }, 422);
      faults.add(read.data);
      return c.json(read.data, 201);
    })
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
