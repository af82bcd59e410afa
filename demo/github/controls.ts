import { Hono } from "hono";
import { z } from "zod";
import type { Environment } from "./environment.ts";
import { faultSchema, type Faults } from "./faults.ts";
import type { RequestLog } from "./request-log.ts";
import type { World } from "./world.ts";

const touchSchema = z.strictObject({ repo: z.string(), number: z.int() });

/** The handles behind the scenes, under `/_demo`: what was asked, what shall go wrong, and the label put on at the wrong moment. */
export function controlRoutes(world: World, requests: RequestLog, faults: Faults): Hono<Environment> {
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
    .post("/touch", async (c) => {
      const read = touchSchema.safeParse(await c.req.json().catch(() => null));
      if (!read.success) return c.json({ message: z.prettifyError(read.error) }, 422);
      const found = world.touch(read.data.repo, read.data.number);
      return found ? c.body(null, 204) : c.json({ message: "There is no such pull request." }, 404);
    });
}
