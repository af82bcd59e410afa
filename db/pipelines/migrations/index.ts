import type { Migrations } from "../../migrate.ts";
import * as runs from "./0001-runs.ts";
import * as models from "./0002-models.ts";

export const migrations: Migrations = { "0001-runs": runs, "0002-models": models };
