import type { Profile } from "../../../db/app/tables.ts";
import { Problem } from "../../../webhooks/contract/problem.ts";
import { acceptIntoDraft } from "../../policies/accept-into-draft.ts";
import { answerProposal } from "../../policies/answer-proposal.ts";
import { closeChannel } from "../../policies/close-channel.ts";
import { findProposals } from "../../policies/find-proposals.ts";
import { letReadChannel } from "../../policies/let-read-channel.ts";
import { notePosts } from "../../policies/note-posts.ts";
import { readTeamChannel } from "../../policies/read-team-channel.ts";
import { getProfile } from "../../profiles/get-profile.ts";
import { field, type Handler, seeOther, slugOf, type Web } from "../page/context.ts";
import { type FlashCode, setFlash } from "../page/flash.ts";
import type { WebDeps } from "../page/page.ts";
import { fieldsOf } from "../page/read-form.ts";
import type { RouteName } from "../page/rights.ts";
import { type Drawing, drawPolicy, type PolicyPages } from "./draw-policy.ts";

/** Proposals: looked for, answered, and what they are learned from. Accepting one is an unsaved change of the policy. */
export function proposalRoutes(deps: WebDeps<PolicyPages>) {
  const mine = (c: Web) => getProfile(deps.db, c.var.actor.team_id, slugOf(c));
  const done = async (c: Web, work: (profile: Profile) => Promise<FlashCode>, typed: Pick<Drawing, "posts"> = {}) => {
    const profile = await mine(c);
    try {
      setFlash(c, await work(profile));
      return seeOther(c, `/profiles/${profile.slug}/policy#proposals`);
    } catch (error) {
      return drawRefused(c, deps, profile, error, typed);
    }
  };
  return {
    "POST /profiles/:slug/policy/proposals": async (c) => {
      const profile = await mine(c);
      try {
        const { notes } = await findProposals(deps, c.var.actor, profile.id);
        return await drawPolicy(c, deps, profile, { notes });
      } catch (error) {
        return drawRefused(c, deps, profile, error);
      }
    },
    "POST /profiles/:slug/policy/proposals/:key": async (c) => {
      const given = { key: c.req.param("key") ?? "", refuses: field(await fieldsOf(c), "answer") === "refuse" };
      return done(c, async ({ id: profile_id }) => {
        const { key, refuses } = given;
        if (!refuses) await acceptIntoDraft(deps, c.var.actor, { profile_id, key });
        else await answerProposal(deps, c.var.actor, { profile_id, key, answer: "refused" });
        return refuses ? "proposal_refused" : "proposal_accepted";
      });
    },
    "POST /profiles/:slug/policy/posts": async (c) => {
      const text = field(await fieldsOf(c), "posts");
      const work = async ({ id: profile_id }: Profile): Promise<FlashCode> => {
        await notePosts(deps, c.var.actor, { profile_id, text });
        return "posts_noted";
      };
      return done(c, work, { posts: text });
    },
    "POST /profiles/:slug/policy/channel": async (c) => {
      const act = field(await fieldsOf(c), "act");
      return done(c, async ({ id }) => {
        if (act === "close") {
          await closeChannel(deps, c.var.actor, id);
          return "channel_closed";
        }
        if (act === "let") await letReadChannel(deps, c.var.actor, id);
        await readTeamChannel(deps, c.var.actor, id);
        return "posts_noted";
      });
    },
  } satisfies Partial<Record<RouteName, Handler>>;
}

function drawRefused(
  c: Web,
  deps: WebDeps<PolicyPages>,
  profile: Profile,
  error: unknown,
  typed: Pick<Drawing, "posts"> = {},
): Promise<Response> {
  if (!(error instanceof Problem) || error.code === "not_found") throw error;
  const { message, remedy, status } = error;
  return drawPolicy(c, deps, profile, { ...typed, problem: { message, remedy }, status });
}
