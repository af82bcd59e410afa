import { Hono } from "hono";
import { z } from "zod";

type Requests = { read: () => object; clear: () => void };
type Faults<Fault> = { list: () => object; add: (fault: Fault) => void; clear: () => void };

/** What a stand-in for an API has under `/_demo`: what was asked of it, and what shall go wrong. */
export function commonControls<Fault extends object>(
  requests: Requests,
  faults: Faults<Fault>,
  faultSchema: z.ZodType<Fault>,
): Hono {
  return new Hono()
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
    });
}
