import { z } from "zod";
import { BOT, TEAM } from "../world.ts";
import * as chat from "./chat.ts";
import * as conversations from "./conversations.ts";
import * as emoji from "./emoji.ts";
import { history, replies } from "./history.ts";
import { method, type Method } from "./method.ts";
import { getPermalink } from "./permalink.ts";
import { connectionsOpen } from "./connections.ts";
import { oauthAccess, openidToken, openidUserInfo } from "./oauth.ts";
import * as users from "./users.ts";
import * as views from "./views.ts";

const authTest = method(z.object({}), (demo) => ({
  url: `${demo.url()}/`,
  team: TEAM.name,
  user: BOT.handle,
  team_id: TEAM.id,
  user_id: BOT.user,
  bot_id: BOT.bot,
  is_enterprise_install: false,
}));

/** All that demo Slack can do; whatever is not here is an `unknown_method`. */
export const methods: ReadonlyMap<string, Method> = new Map(
  Object.entries({
    "auth.test": authTest,
    "chat.postMessage": chat.postMessage,
    "chat.update": chat.update,
    "chat.delete": chat.remove,
    "chat.postEphemeral": chat.postEphemeral,
    "chat.getPermalink": getPermalink,
    "conversations.list": conversations.list,
    "conversations.info": conversations.info,
    "conversations.join": conversations.join,
    "conversations.open": conversations.open,
    "conversations.members": conversations.members,
    "conversations.history": history,
    "conversations.replies": replies,
    "apps.connections.open": connectionsOpen,
    "emoji.list": emoji.list,
    "oauth.v2.access": oauthAccess,
    "openid.connect.token": openidToken,
    "openid.connect.userInfo": openidUserInfo,
    "users.info": users.info,
    "users.list": users.list,
    "users.lookupByEmail": users.lookupByEmail,
    "views.open": views.open,
    "views.push": views.push,
    "views.update": views.update,
    "views.publish": views.publish,
  }),
);

/** Methods that change nothing, and so may come as GET. */
export const reading: ReadonlySet<string> = new Set([
  "auth.test",
  "chat.getPermalink",
  "openid.connect.userInfo",
  "conversations.list",
  "conversations.info",
  "conversations.members",
  "conversations.history",
  "conversations.replies",
  "emoji.list",
  "users.info",
  "users.list",
  "users.lookupByEmail",
]);

/** Methods that say something in a channel, and so count against its rate. */
export const speaking: ReadonlySet<string> = new Set(["chat.postMessage", "chat.postEphemeral"]);

/** Which token a method asks for; `none` reads its own proof from its arguments. */
export function tokenKind(name: string): "bot" | "app" | "person" | "none" {
  if (name === "apps.connections.open") return "app";
  if (name === "openid.connect.userInfo") return "person";
  return name === "oauth.v2.access" || name === "openid.connect.token" ? "none" : "bot";
}
