import * as pulumi from "@pulumi/pulumi";

import { asText, onlyTexts } from "../provider";
import { type Settings } from "../ask";

/** How a {@link Provider} reaches its LXD. Values may be outputs; key and token are kept as secrets. */
export interface ProviderArgs {
  /** `https://host:8443` (8443 is the default port), or `unix:///path/of/unix.socket` on the computer that Pulumi runs on. */
  endpoint: pulumi.Input<string>;
  /** PEM, or the path of a PEM file, of a certificate that LXD trusts. Needed for https. */
  clientCertificate?: pulumi.Input<string>;
  /** The key of the client certificate: PEM, or the path of a PEM file. PEM is kept encrypted in the state of the stack. */
  clientKey?: pulumi.Input<string>;
  /** PEM, or the path of a PEM file, of the server's certificate, or of the authority that signed it. */
  serverCertificate?: pulumi.Input<string>;
  /** SHA-256 of the server's certificate, in place of `serverCertificate`; `lxc info` on the server shows it. */
  serverFingerprint?: pulumi.Input<string>;
  /** A token of `lxc config trust add`, used once, when LXD does not trust the client certificate yet. */
  trustToken?: pulumi.Input<string>;
  /** The project of resources and data sources that name none; `"default"` by default. */
  project?: pulumi.Input<string>;
  /** Seconds until a request without an answer is given up; 600 by default. Operations have no limit. */
  timeout?: pulumi.Input<number>;
}

const settingsOf = (args: ProviderArgs): Record<string, pulumi.Output<string | undefined>> => ({
  // Nothing is taken from LXD_* of the environment then: the key of one server never reaches another.
  "lxd:explicit": pulumi.output("true"),
  "lxd:endpoint": asText(args.endpoint),
  "lxd:clientCertificate": asText(args.clientCertificate),
  "lxd:clientKey": pulumi.secret(asText(args.clientKey)),
  "lxd:serverCertificate": asText(args.serverCertificate),
  "lxd:serverFingerprint": asText(args.serverFingerprint),
  "lxd:trustToken": pulumi.secret(asText(args.trustToken)),
  "lxd:project": asText(args.project),
  "lxd:timeout": asText(args.timeout),
});

/**
 * An LXD of its own, for programs with several: pass it as `{ provider }` to the resources and data sources of
 * `pulumi-maas/lxd`. Without one, the stack configuration (`lxd:endpoint`, …) or the environment (`LXD_ENDPOINT`, …)
 * says where LXD is.
 */
export class Provider extends pulumi.ProviderResource {
  /** @internal What policies know the class by; all providers of dynamic resources have it. */
  static readonly __pulumiType: string = "pulumi-nodejs";

  /** True for a `Provider` of this package, also of a second copy of it. */
  static override isInstance(obj: unknown): obj is Provider {
    return pulumi.ProviderResource.isInstance(obj) && isProvider(obj);
  }

  /** @internal What data sources of the program connect with. Results hold nothing of it, so it makes none secret. */
  readonly lxdSettings: pulumi.Output<Settings>;

  constructor(name: string, args: ProviderArgs, opts?: pulumi.ResourceOptions) {
    const settings = settingsOf(args);
    super("pulumi-nodejs", name, settings, opts);
    this.lxdSettings = pulumi.unsecret(pulumi.output(settings)).apply(onlyTexts);
  }
}

/** True for an `lxd.Provider`, also of a second copy of this package; others have the same type for the engine. */
export const isProvider = (provider: pulumi.ProviderResource): provider is Provider =>
  "lxdSettings" in provider && pulumi.Output.isInstance(provider.lxdSettings);
