import { expect, onTestFinished, test } from "vitest";
import { familyOf, survivors } from "../support/processes.ts";
import { launch } from "../support/spawn-launch.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { TEST_MS, until } from "../support/until.ts";

const MAINS = ["app/main.ts", "pipelines/main.ts"];

test.skipIf(process.platform !== "linux")(
  "both mains hang: it is said, and others answer at the same addresses",
  { timeout: TEST_MS },
  async () => {
    const { path, remove } = temporaryFolder("hung");
    const launched = await launch({ PULSE_DATA: path, PORT: "0" });
    onTestFinished(async () => {
      launched.process.kill("SIGINT");
      await launched.ended();
      remove();
    });
    const frozen = familyOf(launched.process.pid!).filter(({ command }) =>
      MAINS.some((main) => command.endsWith(main)),
    );
    expect(frozen).toHaveLength(MAINS.length);

    for (const { pid } of frozen) process.kill(pid, "SIGSTOP");

    await until("end of what hangs", () => survivors(frozen).length === 0);
    for (const at of [launched.url, launched.pipelinesUrl]) {
      // One that has just come up answers before it is ready.
      const answer = await until("answer", async () => {
        const said = await fetch(`${at}/readyz`).catch(() => null);
        return said?.ok ? said : null;
      });
      const figure = expect.any(Number);
      const loop_delay_ms = { p99: figure, max: figure };
      expect(await answer.json()).toMatchObject({ ready: true, loop_delay_ms });
    }
    for (const name of ["app", "pipelines"]) {
      expect(launched.output()).toContain(`${name} has not answered for 10 s: it is started again.\n`);
    }
  },
);
