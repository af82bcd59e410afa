import type { RunnableConfig } from "@langchain/core/runnables";
import { z } from "zod";
import type { Clock } from "../../base/clock.ts";
import type { GithubClient } from "../github/client.ts";
import type { Capabilities, RunChat } from "../models/chat.ts";
import type { KnownModel } from "../models/known-model.ts";
import type { Place, Recorder } from "../recording/recording.ts";
import type { Sight } from "../recording/shown-writing.ts";
import type { Spec } from "../templates/specification.ts";

/** What the graph's nodes work with. */
export type Tools = {
  recorder: Pick<Recorder, "node" | "elapsedMs">;
  github: GithubClient;
  clock: Clock;
  spec: Spec;
  /** Null: no model is connected here. */
  model: ModelTools | null;
  /** The graph ends after this many steps, whatever it is doing. */
  max_steps: number;
};

/** The run's model, its money already reserved before each call. */
export type ModelTools = {
  chat: RunChat;
  capabilities: () => Promise<KnownModel>;
  remember: (found: Partial<Capabilities>) => Promise<void>;
  /** Lets people read along with a call that is called so; absent: nobody does. */
  show?: (label: string) => Sight;
};

const metadata = z.object({ langgraph_step: z.number(), langgraph_path: z.array(z.union([z.string(), z.number()])) });

/** Where in the graph a node runs: the key of its recorded calls. */
export function placeOf(config: RunnableConfig): Place {
  const { langgraph_step, langgraph_path } = metadata.parse(config.metadata);
  return { step: langgraph_step, path: langgraph_path.join("/") };
}
