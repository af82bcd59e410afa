import type { Command } from "../command.ts";
import { templateBegin } from "./begin.ts";
import { templateDiff } from "./diff.ts";
import { templateDiscard } from "./discard.ts";
import { templateList } from "./list.ts";
import { templatePublish } from "./publish.ts";
import { templatePull } from "./pull.ts";
import { templateReview } from "./review.ts";
import { templateRollback } from "./rollback.ts";
import { templateShow } from "./show.ts";
import { tagging } from "./tag.ts";

export const TEMPLATE_COMMANDS: readonly Command[] = [
  templateList,
  templateShow,
  templatePull,
  templateDiff,
  templatePublish,
  templateReview,
  templateDiscard,
  tagging,
  templateRollback,
  templateBegin,
];
