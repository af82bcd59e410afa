import type { Profile } from "../../db/app/tables.ts";

/** In which zone days count where nothing says so: that of the profiles for this channel, else of most profiles. */
export function teamZone(profiles: readonly Pick<Profile, "time_zone" | "channel">[], channelId: string): string {
  const here = profiles.filter(({ channel }) => channel.id === channelId);
  const zones = (here.length > 0 ? here : profiles).map(({ time_zone }) => time_zone);
  const counted = zones.map((zone) => ({ zone, count: zones.filter((other) => other === zone).length }));
  return counted.toSorted((one, other) => other.count - one.count)[0]?.zone ?? "UTC";
}
