/** MAAS filters by the short name and the domain apart; it has no filter for both in one. A dot at the end is DNS's. */
export function hostQuery(name: string): { hostname: string; domain?: string } {
  const [hostname = "", ...domain] = name.trim().replace(/\.$/, "").split(".");
  return domain.length === 0 ? { hostname } : { hostname, domain: domain.join(".") };
}
