import * as pulumi from "@pulumi/pulumi";

/**
 * Configuration keys of LXD with their values, such as `{ "volume.size": "20GiB", "user.owner": "data" }`. Numbers and
 * booleans are turned into texts; an empty text or null is "not set". Values of keys that end in `.password` are secret.
 */
export type ConfigInput = pulumi.Input<Readonly<Record<string, pulumi.Input<string | number | boolean>>>>;

const isPassword = (key: string): boolean => key.endsWith(".password");

/** The same configuration with its passwords as secrets. */
export function withSecretPasswords(config: ConfigInput | undefined): ConfigInput | undefined {
  if (config === undefined || config instanceof Promise || pulumi.Output.isInstance(config)) {
    return config === undefined ? undefined : secretWhenNeeded(config);
  }
  return Object.fromEntries(
    Object.entries(config).map(([key, value]) => [key, isPassword(key) ? pulumi.secret(value) : value]),
  );
}

/** An output is secret as a whole, when there is a password in it. */
const secretWhenNeeded = (config: ConfigInput): ConfigInput =>
  pulumi.output(config).apply((known) => {
    const whole = pulumi.output(known);
    return Object.keys(known).some(isPassword) ? pulumi.secret(whole) : whole;
  });
