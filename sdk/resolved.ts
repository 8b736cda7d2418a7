import type * as pulumi from "@pulumi/pulumi";

/** The value of an output, once it is there; undefined when this run cannot know it: in a preview, or after a failure. */
export async function resolved<T>(output: pulumi.Output<T>): Promise<{ readonly value: T } | undefined> {
  const isKnown = await Promise.resolve<unknown>(Reflect.get(output, "isKnown")).catch(() => false);
  if (isKnown === false) return undefined;
  return new Promise((resolve) => void output.apply((value) => resolve({ value })));
}
