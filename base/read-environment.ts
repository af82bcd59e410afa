import type { z } from "zod";

/** Everything that is missing or wrong, one line each: a name, and what to put there. */
export class IncompleteSettings extends Error {
  override readonly name = "IncompleteSettings";
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(`The settings are not complete:\n${lines.map((line) => `  ${line}\n`).join("")}${WHERE_EXPLAINED}`);
    this.lines = lines;
  }

  /** With what was found besides. */
  and(more: readonly string[]): IncompleteSettings {
    return new IncompleteSettings([...this.lines, ...more]);
  }
}

const WHERE_EXPLAINED = ".env.example explains each of them, docs/production.md the whole way.";

/**
 * What several variables have to say together. Those that are wrong by themselves are undefined here: they are told already.
 *
 * @returns lines such as "NAME: what to put there".
 */
export type SettingsRule<Config> = (config: Partial<Config>, given: (name: string) => boolean) => readonly string[];

/**
 * Reads one process's settings and forgets every other variable, so that nothing that runs later can leak what it was never given.
 *
 * @param schema One key per variable this process may know.
 * @param rules What the variables have to say together.
 * @throws {IncompleteSettings} naming all that is missing or wrong at once, never a value.
 */
export function readEnvironment<S extends z.ZodObject>(
  schema: S,
  env: NodeJS.ProcessEnv,
  rules: readonly SettingsRule<z.infer<S>>[] = [],
): z.infer<S> {
  const named = Object.fromEntries(Object.keys(schema.shape).map((name) => [name, env[name] || undefined]));
  const read = schema.safeParse(named);
  const wrong = read.success ? [] : read.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`);
  const sound = read.success ? read.data : soundOf(schema, named);
  const together = rules.flatMap((rule) => rule(sound, (name) => Boolean(env[name])));
  if (!read.success || together.length > 0) throw new IncompleteSettings([...new Set([...wrong, ...together])]);
  forgetOthers(env);
  return read.data;
}

/** The variables that are right by themselves. */
function soundOf<S extends z.ZodObject>(schema: S, named: Record<string, string | undefined>): Partial<z.infer<S>> {
  const read = Object.entries(schema.shape).flatMap(([name, type]) => {
    // Safe: each variable is read by a schema of its own.
    const { success, data } = (type as z.ZodType).safeParse(named[name]);
    return success ? [[name, data] as const] : [];
  });
  // Safe: each key has what its own schema gave.
  return Object.fromEntries(read) as Partial<z.infer<S>>;
}

/** From here on the process knows its machine, and what it has read. */
export function forgetOthers(env: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(env)) if (!MACHINE_VARIABLES.includes(name)) delete env[name];
}

/** What a process needs of its machine: programs, home, temporary folder, time zone, proxies, certificate authorities, and where Node keeps compiled code. */
export const MACHINE_VARIABLES: readonly string[] = [
  "PATH",
  "HOME",
  "TMPDIR",
  "TEMP",
  "TMP",
  "SYSTEMROOT",
  "TZ",
  "LANG",
  "NODE_ENV",
  "NODE_OPTIONS",
  "NODE_CHANNEL_FD",
  "NODE_COMPILE_CACHE",
  "NODE_CHANNEL_SERIALIZATION_MODE",
  "NODE_EXTRA_CA_CERTS",
  "SSL_CERT_FILE",
  "SSL_CERT_DIR",
  "NODE_USE_ENV_PROXY",
  "HTTP_PROXY",
  "HTTPS_PROXY",
  "NO_PROXY",
  "http_proxy",
  "https_proxy",
  "no_proxy",
];
