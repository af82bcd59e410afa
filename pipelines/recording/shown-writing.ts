import type { Log } from "../../base/log.ts";
import { deleteWriting, putWriting } from "../../db/pipelines/writing.ts";
import type { Db, Run } from "../../db/pipelines/tables.ts";

/** At most so often for a run, however many write side by side. */
const EVERY_MS = 500;

/** What one writer is writing. */
export type Sight = {
  /** @param texts What may be read of it by now; asked for when it is time to show it. */
  grew: (texts: () => string[]) => void;
  /** Its turn is over: nothing of it is there any more. */
  end: () => Promise<void>;
};

/**
 * Lets the people who wait for a run read along, through the database: whichever process is asked, the text may be written by another
 * one. A nicety: where it fails, the run goes on.
 */
export function showWriting({ db, log }: { db: Db; log: Log }, run: Pick<Run, "id" | "attempt">) {
  const open = new Map<object, { label: string; texts: () => string[] }>();
  let [shown, hasGrown] = ["[]", false];
  let timer: NodeJS.Timeout | undefined;
  let saving: Promise<void> = Promise.resolve();

  async function save(): Promise<void> {
    hasGrown = false;
    const all = [...open.values()].map(({ label, texts }) => ({ label, texts: texts() }));
    const writing = all.filter(({ texts }) => texts.length > 0);
    const next = JSON.stringify(writing);
    if (next === shown) return;
    shown = next;
    await (writing.length > 0 ? putWriting(db, run, writing) : deleteWriting(db, run));
  }

  /** One after the other, so that the newest stays. */
  function saved(): Promise<void> {
    saving = saving.then(save).catch((error: unknown) => {
      log.warn({ error, run_id: run.id }, "what is being written could not be shown");
    });
    return saving;
  }

  function soon(): void {
    timer ??= setTimeout(async () => {
      await saved();
      timer = undefined;
      if (hasGrown) soon();
    }, EVERY_MS);
  }

  /** @param label As the call in hand is called. */
  return (label: string): Sight => {
    // Two shares may be called the same.
    const mine = {};
    return {
      grew(texts) {
        open.set(mine, { label, texts });
        hasGrown = true;
        soon();
      },
      async end() {
        if (open.delete(mine)) await saved();
      },
    };
  };
}
