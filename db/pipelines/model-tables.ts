import type { Generated, ColumnType } from "kysely";
import type { JsonOrNull, Time, TimeOrNull } from "../columns.ts";
import type { ModelTestProgress, ModelTestResult, ModelTestState } from "../../webhooks/contract/model-tests.ts";

type CapabilitiesTable = {
  /** The base address of the server. */
  server: string;
  model: string;
  tools: boolean | null;
  format: "json_schema" | "json_object" | "text" | null;
  /** Whether its schemas may say how long and how many. */
  bounds: boolean | null;
  /** How it wants a conversation, where it refused the usual form. */
  shape: JsonOrNull<Record<string, string | number>>;
  found_at: Time;
  /** How often it could not do what it was known to do, by the name of the column. */
  slips: ColumnType<Record<string, number>, string | undefined, string>;
  /** Whose call found the newest of it; both null: nobody knows. */
  run_id: string | null;
  test_id: string | null;
  /** The model that the server says answered, where it is another than was asked for. */
  served_by: string | null;
};

type ModelTestsTable = {
  id: string;
  server: string;
  model: string;
  state: ModelTestState;
  progress: ColumnType<ModelTestProgress, string | undefined, string>;
  result: JsonOrNull<ModelTestResult>;
  created_at: Time;
  stop_requested_at: TimeOrNull;
  finished_at: TimeOrNull;
};

type ModelStopTable = { one: Generated<boolean>; reason: string; stopped_by: string; stopped_at: Time };

/** What is known of models, and whether they may be asked. */
export type ModelTables = {
  "pipelines.capabilities": CapabilitiesTable;
  "pipelines.model_stop": ModelStopTable;
  "pipelines.model_tests": ModelTestsTable;
};
