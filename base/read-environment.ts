import type { z } from "zod";

/**
 * Reads one process's settings and forgets every other variable, so that nothing that runs later can leak what it was never given.
 *
 * @param schema One key per variable this process may know.
 * @param keep Variables of the machine that stay besides: PATH, HOME, proxies.
 * @throws {Error} naming every bad variable at once, never a value.
 */
export function readEnvironment<S extends z.ZodObject>(
  schema: S,
  env: NodeJS.ProcessEnv,
  keep: readonly string[] = MACHINE_VARIABLES,
): z.infer<S> {
  const named = Object.fromEntries(Object.keys(schema.shape).map((name) => [name, env[name] || undefined]));
  const read = schema.safeParse(named);
  if (!read.success) {
    const lines = read.error.issues.map(({ path, message }) => `  ${path.join(".")}: ${message}`);
    throw new Error(`The settings are not complete:\n${lines.join("\n")}\n.env.example explains each of them.`);
  }
  for (const name of Object.keys(env)) if (!keep.includes(name)) delete env[name];
  return read.data;
}

/** What a process needs of its machine: programs, home, temporary folder, time zone, proxies, certificate authorities, and where Node keeps compiled code. */
export const MACHINE_VARIABLES: readonly string[] = [
  ...[
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
  ],
  ...["NODE_CHANNEL_SERIALIZATION_MODE", "NODE_EXTRA_CA_CERTS", "SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_USE_ENV_PROXY"],
  ...["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"],
];
