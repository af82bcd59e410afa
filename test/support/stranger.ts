import { once } from "node:events";
import { fork } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { createConnection } from "node:net";
import pg from "pg";

/** Another user of this machine; nobody's number, and not that of `nobody`, whom the server runs as. */
const STRANGER = 65533;

type Attempt =
  | { kind: "query"; url: string; sql: string }
  | { kind: "connect"; socket: string }
  | { kind: "read"; path: string }
  | { kind: "list"; path: string }
  | { kind: "signal"; pid: number };

/** Only root can be somebody else for a while. */
export const canBeStranger = process.platform === "linux" && process.getuid?.() === 0;

/** What a stranger gets when trying each of these: the code of the refusal, or "done". */
export async function asStranger(attempts: readonly Attempt[]): Promise<string[]> {
  const child = fork(import.meta.filename, { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  child.send(attempts);
  const [answers] = await once(child, "message");
  await once(child, "exit");
  // Safe: the branch below sends it.
  return answers as string[];
}

if (process.send && process.argv[1] === import.meta.filename) {
  process.once("message", (attempts: Attempt[]) => {
    process.setgroups?.([]);
    process.setgid?.(STRANGER);
    process.setuid?.(STRANGER);
    void Promise.all(attempts.map(outcome)).then((answers) => {
      process.send?.(answers);
      process.disconnect();
    });
  });
}

async function outcome(attempt: Attempt): Promise<string> {
  try {
    await tryTo(attempt);
    return "done";
  } catch (error) {
    return String((error as NodeJS.ErrnoException).code);
  }
}

async function tryTo(attempt: Attempt): Promise<void> {
  if (attempt.kind === "read") return void readFileSync(attempt.path);
  if (attempt.kind === "list") return void readdirSync(attempt.path);
  if (attempt.kind === "signal") return void process.kill(attempt.pid, 0);
  if (attempt.kind === "connect") return connected(attempt.socket);
  const client = new pg.Client({ connectionString: attempt.url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    await client.query(attempt.sql);
  } finally {
    await client.end();
  }
}

async function connected(path: string): Promise<void> {
  const socket = createConnection(path);
  try {
    await once(socket, "connect");
  } finally {
    socket.destroy();
  }
}
