import * as pulumi from "@pulumi/pulumi";

import { listenFor } from "./findings";
import { warnWhenNotInstalled } from "./provider-module";

/** What the engine knows a resource by, and what it is registered with. */
export interface DynamicRegistration {
  /** `pulumi-nodejs:dynamic/<module>:<name>` */
  readonly type: string;
  /** The name of its handler in `pulumi-maas/provider`, for good: states ask for it. */
  readonly handler: string;
  readonly inputs: pulumi.Inputs;
  /** The names of all properties that the object has. */
  readonly properties: readonly string[];
  /** Which resources are passed in the inputs, by their identities. */
  readonly links?: pulumi.Inputs;
}

/**
 * What the state keeps in place of a serialised closure. The text is constant: it holds no code, no path and no secret,
 * and asks for the current package even when an old state is refreshed or destroyed.
 */
export const handlerText = (handler: string): string =>
  `exports.handler=()=>require("pulumi-maas/provider").${handler}`;

/** True for a resource of this type, also of a second copy of the package. */
export const isOfType = (obj: unknown, type: string): boolean =>
  pulumi.Resource.isInstance(obj) && Reflect.get(obj, "__pulumiType") === type;

/**
 * A resource that is run by Pulumi's dynamic provider host, like a `pulumi.dynamic.Resource`, but without the closure
 * serialiser, which is slow and breaks with other compilers and package layouts.
 */
export abstract class DynamicResource extends pulumi.CustomResource {
  protected constructor(name: string, registration: DynamicRegistration, opts: pulumi.CustomResourceOptions) {
    warnWhenNotInstalled();
    const { type, handler, inputs, properties, links } = registration;
    const ear = listenFor();
    const props = {
      // A property that is not named here, given or not, does not exist on the object.
      ...Object.fromEntries(properties.map((property) => [property, undefined])),
      ...inputs,
      // What `check` is told besides the inputs, and takes out of them: it never enters a state.
      __program: { name, links: links ?? {}, isPreview: pulumi.runtime.isDryRun(), listener: ear?.listener },
      __provider: handlerText(handler),
    };
    // Pulumi keeps a stack with each promise of each property, for the hunt for leaks, and translates it by the source maps:
    // more work than all else that a resource costs a program. Where a resource is declared, Pulumi finds out by other means.
    const limit = Error.stackTraceLimit;
    if (!process.env["PULUMI_DEBUG_PROMISE_LEAKS"]) Error.stackTraceLimit = 1;
    try {
      super(type, name, props, opts);
    } catch (error) {
      Error.stackTraceLimit = limit;
      if (error instanceof Error) Error.captureStackTrace(error);
      throw error;
    } finally {
      Error.stackTraceLimit = limit;
    }
    ear?.tell(this);
  }
}
