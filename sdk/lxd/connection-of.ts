import * as pulumi from "@pulumi/pulumi";

import { normaliseEndpoint } from "../../provider/lxd/config";
import { type ProviderArgs } from "./provider";
import { userError } from "../user-error";

/** What MAAS reaches an LXD by: of `getVmHost`, or of `getMachine` for a machine with power type `lxd`. */
export interface WithPowerParameters {
  readonly powerParameters: pulumi.Input<Readonly<Record<string, string>>>;
}

function endpointIn(parameters: Readonly<Record<string, string>>): string {
  const address = parameters["power_address"] ?? "";
  const endpoint = normaliseEndpoint(/^[a-z]+:\/\//.test(address) ? address : `https://${address}`);
  if (address !== "" && endpoint !== undefined) return endpoint;
  throw userError("connectionOf: MAAS has no address of an LXD there: is it a virsh host?");
}

/**
 * The connection that MAAS itself has to an LXD, for an {@link Provider}: its address, its project, and MAAS's client
 * certificate and key, all of it secret. MAAS does not check the server's certificate, and this does: give its
 * fingerprint along, `new lxd.Provider("kvm1", { ...lxd.connectionOf(host), serverFingerprint })`.
 */
export function connectionOf(host: pulumi.Input<WithPowerParameters>): ProviderArgs {
  const parameters = pulumi.secret(pulumi.output(host).apply((known) => pulumi.output(known.powerParameters)));
  const text = (name: string) => parameters.apply((known) => known[name] ?? "");
  return {
    endpoint: parameters.apply(endpointIn),
    project: text("project"),
    clientCertificate: text("certificate"),
    clientKey: text("key"),
  };
}
