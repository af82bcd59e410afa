import type { Migrations } from "../../migrate.ts";
import * as runs from "./0001-runs.ts";

export const migrations: Migrations = { "0001-runs": runs };
