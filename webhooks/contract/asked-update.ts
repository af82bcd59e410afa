import { z } from "zod";
import { asAnswer } from "./as-answer.ts";
import { problemShape } from "./problem.ts";
import { progress, runStates } from "./runs.ts";

/** An update that a program asked for, as it stands: `POST /profiles/{slug}/updates` and `GET /updates/{id}` of the app. */
export const askedUpdate = asAnswer(
  z.object({
    id: z.uuid(),
    /** Its page. */
    url: z.string(),
    title: z.string(),
    /** `generating` while its text is being written, `in_review` once people can read it, `nothing_to_report`, `failed` … */
    state: z.string(),
    /** Why there is no text. */
    problem: problemShape.nullable(),
    /** Why its text was not written as asked for; null: it was, or there is none. */
    degraded: z.string().nullable(),
    /** Of its newest run; null: it has not begun yet, or nobody says. */
    run: z.object({ id: z.uuid(), state: z.enum(runStates), template: z.string(), progress }).nullable(),
  }),
);
export type AskedUpdate = z.infer<typeof askedUpdate>;
