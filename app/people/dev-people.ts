import type { NewPerson } from "../../db/app/people.ts";

/** Three made-up people for the development sign-in; the demo Slack knows them too. */
export const devPeople: readonly NewPerson[] = [
  { handle: "mira", name: "Mira Lindqvist", email: "mira@acme.example", slack_user_id: "U0MIRA", role: "admin" },
  { handle: "tobi", name: "Tobi Okafor", email: "tobi@acme.example", slack_user_id: "U0TOBI", role: "approver" },
  { handle: "lena", name: "Lena Brandt", email: "lena@acme.example", slack_user_id: "U0LENA", role: "approver" },
];
