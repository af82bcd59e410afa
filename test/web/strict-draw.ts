import { loadAssets } from "../../app/web/page/assets.ts";
import { renderer, type Shell } from "../../app/web/page/render.ts";
import type { Views } from "../../app/web/views.ts";
import { NOW } from "./fixtures.ts";

/** Strict: whatever a template prints must be there, or the test fails with file and line. */
export const draw = renderer<Views>(loadAssets(), true);
export const shell: Shell = {
  title: "Test",
  current: "/updates",
  waiting: 2,
  flash: null,
  standIns: "Slack",
  timeZone: "UTC",
  now: NOW,
  refresh: false,
  person: { name: "Mira Lindqvist", initials: "ML", team: "Acme" },
};
export const channels = [{ id: "C1", name: "eng-updates", is_private: false, is_member: true, num_members: 214 }];
