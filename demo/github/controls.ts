import { Hono } from "hono";
import { z } from "zod";
import { commonControls } from "../common-controls.ts";
import type { Environment } from "./environment.ts";
import { faultSchema, type Faults } from "./faults.ts";
import type { RequestLog } from "./request-log.ts";
import type { World } from "./world.ts";

const touchSchema = z.strictObject({ repo: z.string(), number: z.int() });

/** The handles behind the scenes, under `/_demo`: what was asked, what shall go wrong, and the label put on at the wrong moment. */
export function controlRoutes(world: World, requests: RequestLog, faults: Faults): Hono<Environment> {
  return new Hono<Environment>().route("/", commonControls(requests, faults, faultSchema)).post("/touch", async (c) => {
    const read = touchSchema.safeParse(await c.req.json().catch(() => null));
    if (!read.success) return c.json({ message: z.prettifyError(read.error) }, 422);
    const found = world.touch(read.data.repo, read.data.number);
    return found ? c.body(null, 204) : c.json({ message: "There is no such pull request." }, 404);
  });
}
