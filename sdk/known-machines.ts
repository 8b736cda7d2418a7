import * as pulumi from "@pulumi/pulumi";

import { type DeclaredDeployment } from "../provider/maas/machine/deployed";
import { HandOver, removeAbandoned } from "../provider/maas/machine/hand-over";
import { perProgram } from "./per-program";

/** What was read of a machine, and when. */
interface Known {
  readonly at: number;
  readonly document?: unknown;
}

/** What a run of the program knows of its machines, by region and system id, and which of them the hosts know as well. */
class KnownMachines {
  private readonly read = new Map<string, Known>();
  private readonly told = new Set<string>();
  private readonly handOver: HandOver | undefined;

  constructor() {
    const engine = engineAddress();
    if (engine === undefined) return;
    removeAbandoned();
    this.handOver = HandOver.of(engine);
  }

  keep(region: string, systemId: string, known: Known): void {
    if (this.handOver !== undefined) this.read.set(`${region} ${systemId}`, known);
  }

  tellDeployment(region: string, systemId: string, deployment: DeclaredDeployment): void {
    this.handOver?.tell({ region, systemId, at: Date.now(), deployment });
  }

  /** Only machines on which the program declares something: it may have read the whole fleet. */
  tell(region: string, systemId: string): void {
    const key = `${region} ${systemId}`;
    if (this.handOver === undefined || this.told.has(key)) return;
    this.told.add(key);
    this.handOver.tell({ region, systemId, ...(this.read.get(key) ?? { at: Date.now() }) });
  }
}

/** The address of the engine that runs the program, which its provider hosts know as well. */
function engineAddress(): string | undefined {
  const target = callOn(callOn(pulumi.runtime.getEngine(), "getChannel"), "getTarget");
  // gRPC puts the name of the resolver before the address: "dns:127.0.0.1:4567".
  return typeof target === "string" ? target.replace(/^[a-z0-9]+:(?=.*:)/, "") : undefined;
}

/** A method that the types of the SDK do not show; undefined where there is none, as in unit tests with mocks. */
function callOn(object: unknown, method: string): unknown {
  const found: unknown = typeof object === "object" && object !== null ? Reflect.get(object, method) : undefined;
  return typeof found === "function" ? Reflect.apply(found, object, []) : undefined;
}

const machines = perProgram(() => new KnownMachines());

/** Keeps what was read of a machine, for the case that the program declares something on it. */
export function keepMachine(region: string, at: number, document: { readonly system_id: string }): void {
  machines().keep(region, document.system_id, { at, document });
}

/** Tells the provider hosts of this run that something is declared on a machine, and what was read of it. */
export const tellMachine = (region: string, systemId: string): void => machines().tell(region, systemId);

/** Tells the provider hosts of this run that the program has a deployment on a machine. */
export const tellDeployment = (region: string, systemId: string, deployment: DeclaredDeployment): void =>
  machines().tellDeployment(region, systemId, deployment);
