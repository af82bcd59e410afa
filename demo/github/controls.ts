import { Hono } from "hono";
import { z } from "zod";
import { commonControls } from "../common-controls.ts";
import type { Environment } from "./environment.ts";
import { faultSchema, type Faults } from "./faults.ts";
import type { RequestLog } from "./request-log.ts";
import type { World } from "./world.ts";

const touchSchema = z.strictObject({ repo: z.string(), number: z.int() });
const tagSchema = z.strictObject({ repo: z.string(), tag: z.string(), number: z.int().nullable() });

/** The handles behind the scenes, under `/_demo`: what was asked, what shall go wrong, the label put on and the tag pushed at the wrong moment. */
export function controlRoutes(world: World, requests: RequestLog, faults: Faults): Hono<Environment> {
  return new Hono<Environment>()
    .route("/", commonControls(requests, faults, faultSchema))
    .post("/touch", async (c) => {
      const read = touchSchema.safeParse(await c.req.json().catch(() => null));
      if (!read.success) return c.json({ message: z.prettifyError(read.error) }, 422);
      const found = world.touch(read.data.repo, read.data.number);
      return found ? c.body(null, 204) : c.json({ message: "There is no such pull request." }, 404);
    })
    .post("/tags", async (c) => {
      const read = tagSchema.safeParse(await c.req.json().catch(() => null));
      if (!read.success) return c.json({ message: z.prettifyError(read.error) }, 422);
      const { repo, tag, number } = read.data;
      const found = world.moveTag(repo, tag, number);
      return found ? c.body(null, 204) : c.json({ message: "There is no such tag." }, 404);
    });
}
