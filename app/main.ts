import { runMain } from "../base/run-main.ts";
import { readConfig } from "./config.ts";

await runMain({
  readConfig,
  start: async (config) => (await import("./start.ts")).startApp(config),
  databaseTroubles: async (url) => {
    const look = await import("../db/look.ts");
    const { migrations } = await import("../db/app/migrations/index.ts");
    return look.databaseTroubles(url, "DATABASE_URL", { schema: "app", migrations });
  },
});
