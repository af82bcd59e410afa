import { fork, type ChildProcess } from "node:child_process";
import { CLOSING_MS, type NewLink, type Ready } from "./child.ts";
import { MACHINE_VARIABLES } from "./read-environment.ts";

type ChildOptions = {
  name: string;
  script: string;
  /** Its whole environment besides what every process needs of the machine. */
  env: Record<string, string | undefined>;
  /** Start it again, on the same port, when it dies after having been up. */
  restart: boolean;
  /** Keep what it prints to standard output. */
  quiet?: boolean;
  /** How long it may go on with what it has in hand when it is stopped. */
  graceMs?: number;
  /** Where somebody is changing the code: what ended before it was up is not started again before this resolves. Absent: soon. */
  whenMended?: () => Promise<void>;
  /** Hears of each sign-in link after the one it was ready with. */
  onLink?: (link: string, because: NewLink["because"]) => void;
};

export type Child = {
  /** Its address, once it is up. Rejects when it ends before. */
  ready: Promise<Ready>;
  kill: () => void;
  /** Ends it as `stop` does, and starts it again; one that is down is started when `whenMended` says so. */
  again: () => Promise<void>;
  stop: () => Promise<void>;
};

/** A process that ended before it was up. */
export class EndedEarly extends Error {
  override readonly name = "EndedEarly";
  /** Our processes exit with 1 after they have said why; a signal leaves no words. */
  readonly saidWhy: boolean;

  constructor(child: string, code: number | null, signal: string | null) {
    super(`${child} ended (${signal ?? code}) before it was up.`);
    this.saidWhy = code === 1;
  }
}

const RESTART_AFTER_MS = 250;
/** What a process that says it is done needs to be gone. */
const GONE_MS = 500;
const PING_EVERY_MS = 1_000;
/** So many unanswered in a row, and a process counts as hung. */
const UNANSWERED = 10;

/** Spawns a process of ours over an IPC channel: it announces its address, and ends when the channel closes. */
export function startChild(options: ChildOptions): Child {
  const { name, script, env, restart, quiet = false, graceMs = 0, onLink, whenMended } = options;
  let stopping = false;
  let isAsked = false;
  let process_ = spawn(script, env, quiet);
  if (onLink) tellLinks(process_, onLink);
  const ready = announced(process_, name);
  ready.then(
    ({ url, port }) => restart && watch(process_, String(port ?? URL.parse(url)?.port ?? ""), ready),
    () => undefined,
  );

  function watch(child: ChildProcess, port: string, up: Promise<unknown>): void {
    let isUp = false;
    // A start may take as long as it needs.
    up.then(
      () => {
        isUp = true;
        killIfHung(child, name, () => stopping);
      },
      () => undefined,
    );
    child.once("exit", async () => {
      if (stopping) return;
      await (isUp || isAsked || !whenMended ? soon() : whenMended());
      isAsked = false;
      if (!stopping) startAgain(port);
    });
  }

  function startAgain(port: string): void {
    process_ = spawn(script, { ...env, PORT: port }, quiet);
    if (onLink) tellLinks(process_, onLink);
    const back = announced(process_, name);
    back.then(
      ({ signIn }) => signIn && onLink?.(signIn, "restarted"),
      () => undefined,
    );
    watch(process_, port, back);
  }

  const patienceMs = graceMs + CLOSING_MS + GONE_MS;

  return {
    ready,
    kill: () => void process_.kill("SIGKILL"),
    again: () => {
      isAsked = true;
      return ended(process_, patienceMs);
    },
    stop: () => {
      stopping = true;
      return ended(process_, patienceMs);
    },
  };
}

const soon = (): Promise<void> => new Promise((now) => setTimeout(now, RESTART_AFTER_MS));

function spawn(script: string, env: Record<string, string | undefined>, quiet: boolean): ChildProcess {
  const machine = Object.fromEntries(
    MACHINE_VARIABLES.flatMap((key) => (process.env[key] ? [[key, process.env[key]]] : [])),
  );
  return fork(script, {
    env: { ...machine, ...env },
    stdio: ["ignore", quiet ? "ignore" : "inherit", "inherit", "ipc"],
  });
}

function tellLinks(child: ChildProcess, onLink: NonNullable<ChildOptions["onLink"]>): void {
  child.on("message", (message) => {
    if (typeof message !== "object" || !("signIn" in message)) return;
    // Safe: our own processes send it, by base/child.ts.
    const { link, because } = message.signIn as NewLink;
    onLink(link, because);
  });
}

function announced(child: ChildProcess, name: string): Promise<Ready> {
  return new Promise((up, failed) => {
    child.on("message", (message) => {
      if (typeof message === "object" && "ready" in message) up(message.ready as Ready);
    });
    child.once("exit", (code, signal) => failed(new EndedEarly(name, code, signal)));
  });
}

/**
 * Asks the child every second whether it still gets to do anything, and kills it when it does not: whoever watches it starts another.
 * Unanswered questions are counted, not seconds: when this process stood still itself, or the whole machine slept, it asked nothing.
 */
function killIfHung(child: ChildProcess, name: string, isStopping: () => boolean): void {
  let unanswered = 0;
  const answered = (message: unknown) => {
    if (typeof message === "object" && message !== null && "pong" in message) unanswered = 0;
  };
  child.on("message", answered);
  const timer = setInterval(() => {
    if (isStopping() || !child.connected) return;
    if (unanswered < UNANSWERED) {
      unanswered += 1;
      child.send({ ping: unanswered }, () => undefined);
      return;
    }
    const seconds = (UNANSWERED * PING_EVERY_MS) / 1_000;
    process.stderr.write(`${name} has not answered for ${seconds} s: it is started again.\n`);
    clearInterval(timer);
    child.kill("SIGKILL");
  }, PING_EVERY_MS);
  child.once("exit", () => clearInterval(timer));
}

/** Asked by a signal, and not by closing the channel: that is how a process hears that it has no parent any more. */
function ended(child: ChildProcess, withinMs: number): Promise<void> {
  return new Promise((done) => {
    if (child.exitCode !== null || child.signalCode !== null) return done();
    child.once("exit", () => done());
    child.kill("SIGTERM");
    setTimeout(() => child.kill("SIGKILL"), withinMs).unref();
  });
}
