import { randomBytes } from "node:crypto";
import type { Block } from "./store.ts";

const shortId = () => randomBytes(4).toString("base64url").slice(0, 5);

/** What one can click or type in gets a block id and an action id where the app gave none, as Slack does. */
export function withIds(blocks: readonly Block[]): Block[] {
  return blocks.map((block) => {
    const { elements, accessory, element } = block;
    const own = {
      ...(block.type === "actions" && Array.isArray(elements) && { elements: elements.map(withActionId) }),
      ...(isInteractive(accessory) && { accessory: withActionId(accessory) }),
      ...(isInteractive(element) && { element: withActionId(element) }),
    };
    return Object.keys(own).length > 0 ? { block_id: shortId(), ...block, ...own } : block;
  });
}

function withActionId(element: Record<string, unknown>): Record<string, unknown> {
  return { action_id: shortId(), ...element };
}

function isInteractive(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && (value as { type?: unknown }).type !== "image";
}
