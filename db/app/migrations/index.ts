import type { Migrations } from "../../migrate.ts";
import * as updates from "./0001-updates.ts";
import * as wrapUps from "./0002-wrap-ups.ts";
import * as people from "./0003-people.ts";
import * as schedules from "./0004-schedules.ts";
import * as slack from "./0005-slack.ts";
import * as standing from "./0006-standing.ts";
import * as plainerParts from "./0007-plainer-parts.ts";
import * as auditClock from "./0008-audit-clock.ts";
import * as madeUp from "./0010-people.ts";
import * as lookedFor from "./0012-looked-for.ts";
import * as slackActs from "./0013-slack-acts.ts";
import * as paidWork from "./0014-paid-work.ts";
import * as windows from "./0015-windows.ts";
import * as feedback from "./0017-feedback.ts";
import * as replaced from "./0018-replaced.ts";
import * as audience from "./0019-audience.ts";
import * as reread from "./0020-reread.ts";
import * as looks from "./0021-looks.ts";
import * as comments from "./0022-comments.ts";
import * as whomToAsk from "./0023-whom-to-ask.ts";
import * as beforePosting from "./0024-before-posting.ts";
import * as notFollowed from "./0025-not-followed.ts";
import * as edits from "./0027-edits.ts";
import * as wordings from "./0028-wordings.ts";
import * as namesOfPeople from "./0029-names-of-people.ts";
import * as stoppedWordings from "./0030-stopped-wordings.ts";
import * as takenOver from "./0031-taken-over.ts";
import * as ranges from "./0033-ranges.ts";
import * as policies from "./0034-policies.ts";
import * as policyDrafts from "./0036-policy-drafts.ts";
import * as proposals from "./0037-proposals.ts";
import * as accessTokens from "./0038-access-tokens.ts";
import * as announcedWhen from "./0039-announced-when.ts";
import * as templates from "./0040-templates.ts";
import * as lineage from "./0041-lineage.ts";

export const migrations: Migrations = {
  "0001-updates": updates,
  "0002-wrap-ups": wrapUps,
  "0003-people": people,
  "0004-schedules": schedules,
  "0005-slack": slack,
  "0006-standing": standing,
  "0007-plainer-parts": plainerParts,
  "0008-audit-clock": auditClock,
  "0010-people": madeUp,
  "0012-looked-for": lookedFor,
  "0013-slack-acts": slackActs,
  "0014-paid-work": paidWork,
  "0015-windows": windows,
  "0017-feedback": feedback,
  "0018-replaced": replaced,
  "0019-audience": audience,
  "0020-reread": reread,
  "0021-looks": looks,
  "0022-comments": comments,
  "0023-whom-to-ask": whomToAsk,
  "0024-before-posting": beforePosting,
  "0025-not-followed": notFollowed,
  "0027-edits": edits,
  "0028-wordings": wordings,
  "0029-names-of-people": namesOfPeople,
  "0030-stopped-wordings": stoppedWordings,
  "0031-taken-over": takenOver,
  "0033-ranges": ranges,
  "0034-policies": policies,
  "0036-policy-drafts": policyDrafts,
  "0037-proposals": proposals,
  "0038-access-tokens": accessTokens,
  "0039-announced-when": announcedWhen,
  "0040-templates": templates,
  "0041-lineage": lineage,
};
