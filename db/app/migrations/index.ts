import type { Migrations } from "../../migrate.ts";
import * as updates from "./0001-updates.ts";
import * as wrapUps from "./0002-wrap-ups.ts";

export const migrations: Migrations = { "0001-updates": updates, "0002-wrap-ups": wrapUps };
