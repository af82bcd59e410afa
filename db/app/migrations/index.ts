import type { Migrations } from "../../migrate.ts";
import * as updates from "./0001-updates.ts";

export const migrations: Migrations = { "0001-updates": updates };
