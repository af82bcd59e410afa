import type { Commands } from "../seen.ts";
import { openCompose } from "../views/compose-open.ts";
import { showForApproval } from "./approve.ts";
import { help } from "./help.ts";
import { ignore } from "./ignore.ts";
import { list } from "./list.ts";
import { newUpdate } from "./new.ts";
import { profileUpdate } from "./profile.ts";
import { schedule } from "./schedule.ts";
import { status } from "./status.ts";

export const commands: Commands = {
  "": async (deps, seen) => {
    await openCompose(deps, seen, { channel: seen.channel.id });
    return null;
  },
  profile: profileUpdate,
  new: newUpdate,
  list,
  status,
  approve: showForApproval,
  schedule,
  ignore,
  help,
};
