/** Names of hosts and domains have no case; MAAS compares them as they are written, and keeps them in lower case. */
export const spellings = (name: string): string[] => [...new Set([name, name.toLowerCase()])];

/** MAAS filters by the short name and the domain apart; it has no filter for both in one. A dot at the end is DNS's. */
export function hostQuery(name: string): { hostname: string[]; domain?: string[] } {
  const [hostname = "", ...domain] = name.trim().replace(/\.$/, "").split(".");
  if (domain.length === 0) return { hostname: spellings(hostname) };
  return { hostname: spellings(hostname), domain: spellings(domain.join(".")) };
}
