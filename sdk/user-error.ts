import * as pulumi from "@pulumi/pulumi";

/**
 * An error without its stack: that of our own code helps nobody, and Node 20 takes a minute to print one that leads through
 * `node_modules` in colours, which is how Pulumi prints what nobody caught.
 */
export function withoutStack<E extends Error>(error: E): E {
  error.stack = "";
  return error;
}

/** An error that tells a user what to do. */
export const userError = (message: string): pulumi.RunError => withoutStack(new pulumi.RunError(message));
