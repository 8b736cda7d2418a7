import type * as pulumi from "@pulumi/pulumi";

/** The options that lead to an explicit provider. */
export interface ProviderOptions {
  readonly provider?: pulumi.ProviderResource | undefined;
  readonly parent?: pulumi.Resource | undefined;
}

/**
 * The explicit provider of a resource or a data source, or of its parent. All dynamic resources are of one package for
 * Pulumi, so that a parent answers alike for each of their types.
 */
export const providerOf = (opts: ProviderOptions | undefined): pulumi.ProviderResource | undefined =>
  opts?.provider ?? opts?.parent?.getProvider("pulumi-nodejs:dynamic/maas:Machine");
