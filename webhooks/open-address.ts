import { BlockList, isIPv6 } from "node:net";

/**
 * Addresses that are nobody's in the open internet: private, link-local (where clouds keep their metadata), shared, reserved, and
 * those that hold an IPv4 address within an IPv6 one. An IPv4-mapped address counts as the one in it.
 *
 * @source IANA, "IPv4 and IPv6 Special-Purpose Address Registry".
 */
const CLOSED = listOf(
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.88.99.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "::/96",
  "64:ff9b::/96",
  "64:ff9b:1::/48",
  "100::/64",
  "2001::/23",
  "2001:db8::/32",
  "2002::/16",
  "3fff::/20",
  "5f00::/16",
  "fc00::/7",
  "fe80::/10",
  "fec0::/10",
  "ff00::/8",
);
const LOOPBACK = listOf("127.0.0.0/8", "::1/128");

/** Whether an IP address may be reached: one of the open internet, or this machine itself. */
export const isOpenAddress = (ip: string): boolean => isLoopback(ip) || !CLOSED.check(ip, familyOf(ip));

const isLoopback = (ip: string): boolean => LOOPBACK.check(ip, familyOf(ip));

function familyOf(ip: string): "ipv4" | "ipv6" {
  return isIPv6(ip) ? "ipv6" : "ipv4";
}

function listOf(...ranges: string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [net = "", prefix] = range.split("/");
    list.addSubnet(net, Number(prefix), familyOf(net));
  }
  return list;
}
