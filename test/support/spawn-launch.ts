import { fork, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { machineEnv } from "./machine.ts";

const SCRIPT = join(import.meta.dirname, "../../launch.ts");

type Addresses = {
  url: string;
  pipelinesUrl: string;
  github: string | null;
  slack: string | null;
  apiKey: string;
  database: string;
  signIn: string;
};

export type Launched = Addresses & { process: ChildProcess; output: () => string; ended: () => Promise<number | null> };

/** `node launch.ts` in an environment of its own, with everything it prints kept. */
export function spawnLaunch(env: Record<string, string>) {
  const child = fork(SCRIPT, { env: { ...machineEnv(), ...env }, stdio: ["ignore", "pipe", "pipe", "ipc"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding("utf8").on("data", (text: string) => void (output += text));
  }
  const closed = once(child, "close").then(([code]) => code as number | null);
  return { process: child, output: () => output, ended: () => closed };
}

/** @throws {Error} with what it said when it ends before it is up. */
export async function launch(env: Record<string, string>): Promise<Launched> {
  const launched = spawnLaunch(env);
  const up = once(launched.process, "message").then(([message]) => (message as { ready: Addresses }).ready);
  const failed = launched.ended().then((code) => {
    throw new Error(`launch.ts ended with ${code}: ${launched.output()}`);
  });
  return { ...(await Promise.race([up, failed])), ...launched };
}

/** A person with a browser: forms and cookies. @param signIn A link that lets them in, as Mira. */
export async function signedInVisitor({ url, signIn }: Pick<Addresses, "url" | "signIn">) {
  const visit = visitorOf(url);
  await visit(signIn.slice(url.length));
  return visit;
}

export function visitorOf(url: string) {
  const jar = new Map<string, string>();
  /** Gets a page, or sends a form. @returns the body, or where the answer points. */
  return async (path: string, form?: Record<string, string>): Promise<string> => {
    const cookie = [...jar].map((pair) => pair.join("=")).join("; ");
    const response = await fetch(`${url}${path}`, {
      redirect: "manual",
      headers: { cookie, accept: "application/json, text/html", origin: url },
      ...(form && { method: "POST", body: new URLSearchParams(form) }),
    });
    for (const set of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      jar.set(name, value);
    }
    const text = await response.text();
    if (response.status >= 400) throw new Error(`${path} answered ${response.status}.`);
    return response.headers.get("location") ?? text;
  };
}
