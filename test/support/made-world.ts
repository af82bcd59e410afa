import { connect, type Connection } from "../../db/connect.ts";
import type { PipelinesTables } from "../../db/pipelines/tables.ts";
import { startCallbacks, type Callbacks } from "./callbacks.ts";
import { silent, testDatabase, type TestDatabase } from "./database.ts";
import { startTestGithub, type TestGithub } from "./demo-github.ts";
import { makeRepositories, pulls, type MadePull } from "./made-repository.ts";
import { startPipelines, type Pipelines } from "./pipelines.ts";

export type MadeWorld = {
  database: TestDatabase;
  connection: Connection<PipelinesTables>;
  github: TestGithub;
  callbacks: Callbacks;
  pipelines: Pipelines;
  end: () => Promise<void>;
};

/** The real pipelines over made repositories, and somebody who hears how runs end. @param env More of their environment. @param files More data sets. */
export async function startMadeWorld(
  made: Record<string, MadePull[]>,
  env: (callbacks: Callbacks, github: TestGithub) => Record<string, string> = () => ({}),
  files: readonly string[] = [],
): Promise<MadeWorld> {
  const repositories = makeRepositories(made);
  const [database, github, callbacks] = await Promise.all([
    testDatabase(),
    startTestGithub([...repositories.files, ...files]),
    startCallbacks(),
  ]);
  const databaseUrl = database.url("pulse_pipelines");
  const connection = connect<PipelinesTables>(databaseUrl, silent);
  const pipelines = await startPipelines({ databaseUrl, githubUrl: github.url, env: env(callbacks, github) });
  const end = async () => {
    await pipelines.stop();
    await Promise.all([github.close(), callbacks.close(), connection.close()]);
    await database.drop();
    repositories.remove();
  };
  return { database, connection, github, callbacks, pipelines, end };
}

/** Two of three repositories may be read, and one that is not there. */
export const startListedWorld = (): Promise<MadeWorld> =>
  startMadeWorld({ "acme/shop": pulls(12), "acme/slow": pulls(5), "acme/secret": pulls(1) }, (callbacks) => ({
    GITHUB_REPOSITORIES: "acme/Shop acme/slow acme/gone",
    CALLBACK_ORIGINS: callbacks.url(""),
  }));
