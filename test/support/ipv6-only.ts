import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";

/** An address that is not the loopback's, so that a process which listens there alone is not reached. */
const ADDRESS = "fd00::1";

/** A network of its own with nothing but IPv6 in it, and names as a private network gives them. */
const NETWORK = `
ip link set lo up
ip -4 addr flush dev lo
ip -6 addr add ${ADDRESS}/128 dev lo
test -z "$(ip -4 -o addr)"
test -z "$HOSTS" || mount --bind "$HOSTS" /etc/hosts
exec "$@"`;

/** Root stays who it is: as root of a name space of its own it could not reach what `nobody` owns, and the database runs as nobody. */
const HOW = process.getuid?.() === 0 ? "-nm" : "-rnm";

const unshared = (command: readonly string[]) => [HOW, "/bin/sh", "-ec", NETWORK, "sh", ...command];

/** @returns why this machine lets nobody have such a network; null: it does. */
export function whyNoNetwork(): string | null {
  try {
    execFileSync("unshare", unshared(["true"]), { stdio: "pipe" });
    return null;
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: Buffer };
    return (stderr?.toString() || message).trim().split("\n").at(-1) ?? "";
  }
}

/** @returns the command inside, and what its environment needs. @param names That lead to the one address there. */
export function insideIpv6(command: readonly string[], names: readonly string[], hosts: string) {
  writeFileSync(hosts, `::1 localhost\n${ADDRESS} ${names.join(" ")}\n`);
  return { program: "unshare", args: unshared(command), env: { HOSTS: hosts } };
}
