import type { Migrations } from "../../migrate.ts";
import * as runs from "./0001-runs.ts";
import * as models from "./0002-models.ts";
import * as paidWork from "./0003-paid-work.ts";
import * as bounds from "./0004-bounds.ts";
import * as shape from "./0005-shape.ts";
import * as keptMoney from "./0006-kept-money.ts";
import * as modelTests from "./0007-model-tests.ts";
import * as writing from "./0008-writing.ts";
import * as wordings from "./0011-wordings.ts";
import * as versions from "./0012-versions.ts";
import * as readiness from "./0013-readiness.ts";
import * as trials from "./0014-trials.ts";

export const migrations: Migrations = {
  "0001-runs": runs,
  "0002-models": models,
  "0003-paid-work": paidWork,
  "0004-bounds": bounds,
  "0005-shape": shape,
  "0006-kept-money": keptMoney,
  "0007-model-tests": modelTests,
  "0008-writing": writing,
  "0011-wordings": wordings,
  "0012-versions": versions,
  "0013-readiness": readiness,
  "0014-trials": trials,
};
