import type { Operation } from "../../api/operation.ts";
import type { Action } from "../people/policy.ts";

export type AppOperation = Operation & { /** What a token's person has to be allowed. */ right: Action };
