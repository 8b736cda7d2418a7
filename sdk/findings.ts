import * as pulumi from "@pulumi/pulumi";

import { FindingsFile } from "../provider/pulumi/findings";
import { perProgram } from "./per-program";

/** Hears for one resource of a preview what its `check` has found, and says it on the resource. */
interface Ear {
  /** Where `check` tells it. */
  readonly listener: { readonly file: string; readonly resource: number };
  tell(resource: pulumi.Resource): void;
}

/** All that was found in the preview of one program. */
class Listener {
  private readonly file = FindingsFile.open();
  private readonly unsaid = new Map<number, { readonly errors: string[]; readonly warnings: string[] }>();
  private resources = 0;
  private isFailing = false;

  constructor() {
    if (!isInline()) process.once("exit", () => this.file?.remove());
  }

  ear(): Ear | undefined {
    if (this.file === undefined) return undefined;
    const number = (this.resources += 1);
    return {
      listener: { file: this.file.path, resource: number },
      // The engine knows the name of a resource when it has checked it.
      tell: (resource) => void resource.urn.apply(() => this.say(number, resource)),
    };
  }

  private say(number: number, resource: pulumi.Resource): void {
    for (const { resource: other, errors, warnings } of this.file?.hear() ?? []) {
      const before = this.unsaid.get(other) ?? { errors: [], warnings: [] };
      this.unsaid.set(other, {
        errors: [...before.errors, ...errors],
        warnings: [...before.warnings, ...warnings],
      });
    }
    const found = this.unsaid.get(number);
    this.unsaid.delete(number);
    // What is replaced is checked twice.
    for (const warning of new Set(found?.warnings)) void pulumi.log.warn(warning, resource);
    for (const error of new Set(found?.errors)) void pulumi.log.error(error, resource);
    if (found !== undefined && found.errors.length > 0) this.fail();
  }

  /** Errors that were logged make an inline program fail. One in a process of its own needs an error that nobody handles. */
  private fail(): void {
    if (this.isFailing || isInline()) return;
    this.isFailing = true;
    void Promise.reject(new pulumi.RunError("nothing can be done before the errors on the resources are put right"));
  }
}

/** True for a program that is a function of the process that called the Automation API. */
function isInline(): boolean {
  const storage: unknown = Reflect.get(globalThis, "asyncLocalStorage");
  if (typeof storage !== "object" || storage === null) return false;
  const getStore: unknown = Reflect.get(storage, "getStore");
  return typeof getStore === "function" && Reflect.apply(getStore, storage, []) !== undefined;
}

const listening = perProgram(() => new Listener());

/**
 * The engine ends a preview at the first resource whose `check` fails. So in a preview `check` passes, and tells the
 * program what it has found, which says it on the resource: all of it in one go. Then the program fails. Undefined in an
 * `up`, whose checks fail by themselves.
 */
export const listenFor = (): Ear | undefined =>
  pulumi.runtime.isDryRun() && hasEngine() ? listening().ear() : undefined;

/** False in unit tests with mocks: there nobody checks anything. */
const hasEngine = (): boolean => pulumi.runtime.getEngine() !== undefined;
