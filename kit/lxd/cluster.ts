import { LxdDaemon } from "./daemon";

const inside = (value: unknown, key: string): unknown =>
  typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;

const partOf = (value: unknown, ...path: string[]): unknown => path.reduce<unknown>(inside, value);

/** Two daemons of this computer that become one cluster, with the members `m1` and `m2`. */
export async function startCluster(): Promise<readonly [LxdDaemon, LxdDaemon]> {
  const [first, second] = await Promise.all([LxdDaemon.start(), LxdDaemon.start()]);
  const [one, two] = [await first.listen(), await second.listen()];
  await first.witness.ask("PUT", "/1.0/cluster", { server_name: "m1", enabled: true });
  const { body } = await first.witness.raw("POST", "/1.0/cluster/members", { server_name: "m2" });
  const part = (key: string): unknown => partOf(body, "metadata", "metadata", key);
  const token = {
    server_name: "m2",
    fingerprint: part("fingerprint"),
    addresses: part("addresses"),
    secret: part("secret"),
    expires_at: part("expiresAt"),
  };
  const joinToken = Buffer.from(JSON.stringify(token)).toString("base64");
  await second.witness.ask("PUT", "/1.0/cluster", {
    server_name: "m2",
    enabled: true,
    server_address: two.endpoint.replace("https://", ""),
    cluster_address: one.endpoint.replace("https://", ""),
    cluster_certificate: partOf(await first.witness.ask("GET", "/1.0"), "environment", "certificate"),
    // As LXD calls it, and as Incus does.
    cluster_password: joinToken,
    cluster_token: joinToken,
  });
  return [first, second];
}
