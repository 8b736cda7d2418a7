import * as pulumi from "@pulumi/pulumi";

import { perProgram } from "./per-program";

/** The property in which a preview brings back what `check` has found; no state ever holds it. */
export const TOLD = "__told";

interface Told {
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

const isToFail = perProgram(() => ({ isFailing: false }));

/**
 * The engine ends a preview at the first resource whose `check` fails. So in a preview `check` passes, and brings what it
 * has found to the program, which tells it on the resource: all of it in one go. Then the program fails.
 */
export function tellFindings(resource: pulumi.Resource): void {
  const told: unknown = Reflect.get(resource, TOLD);
  if (!pulumi.Output.isInstance<Told | undefined>(told)) return;
  told.apply((found) => {
    for (const warning of found?.warnings ?? []) void pulumi.log.warn(warning, resource);
    for (const error of found?.errors ?? []) void pulumi.log.error(error, resource);
    if ((found?.errors.length ?? 0) > 0) failOnce();
  });
}

/** An error that nobody handles: what is only logged would leave the preview a success. */
function failOnce(): void {
  const program = isToFail();
  if (program.isFailing) return;
  program.isFailing = true;
  void Promise.reject(new pulumi.RunError("nothing can be done before the errors on the resources are put right"));
}
