import { z } from "zod";

/** One thing that was looked at. `warn`: it goes on, and somebody should see to it. */
const doctorCheck = z.object({
  /** Names the part of the installation: "token", "pipelines", "slack" … several checks may be of one. */
  part: z.string(),
  state: z.enum(["ok", "warn", "fail"]),
  says: z.string(),
  /** The next step; "" where there is none. */
  next: z.string(),
});
export type DoctorCheck = z.infer<typeof doctorCheck>;

/** `GET /doctor` of the app: the whole installation, looked at from there. No address, no name of a secret's value, no secret. */
export const doctorAnswer = z.object({
  /** The app's. */
  release: z.string(),
  contract_hash: z.string(),
  checks: z.array(doctorCheck),
});
export type DoctorAnswer = z.infer<typeof doctorAnswer>;
