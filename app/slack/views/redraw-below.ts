import { errorCode } from "../../slack-api/error-code.ts";
import type { ModalView } from "../blocks/shapes.ts";
import type { SlackDeps } from "../deps.ts";

/** A form that lies below another one, or whose reader may have closed it. @returns false: it is closed, and nobody misses it. */
export async function redrawBelow({ calls }: SlackDeps, viewId: string, view: ModalView): Promise<boolean> {
  try {
    await calls.redraw(viewId, null, view);
    return true;
  } catch (error) {
    if (errorCode(error) !== "not_found") throw error;
    return false;
  }
}
