import * as pulumi from "@pulumi/pulumi";

import {
  type Controller,
  type ControllerKind,
  listControllers,
  readController,
} from "../provider/maas/api/controllers";
import { type MaasClient } from "../provider/maas/http/client";
import { NotFoundError } from "../provider/http/errors";
import { withoutEmpty } from "./without-empty";
import { argumentsOf, exactlyOne } from "./call-arguments";
import { hostQuery } from "./host-names";
import { invoke, invokeOutput, type Question } from "./invoke";
import { type NodeFilters, toQuery } from "./machine-filters";
import { toNode } from "./node-from-maas";
import { type NodeResult } from "./node-result";
import { otherKind, otherKindNamed } from "./other-kind";
import { userError } from "./user-error";

/** A service of a controller. */
export interface ServiceResult {
  readonly name: string;
  /** `"running"`, `"degraded"`, `"dead"`, `"off"` or `"unknown"`. */
  readonly status: string;
  readonly info?: string;
}

/** A rack or region controller, as plain data. */
export interface ControllerResult extends NodeResult {
  /** A combined one is in both lists, under the same system id. */
  readonly type: "rack" | "region" | "region+rack";
  readonly version: string;
  /** Shown by racks only: read a combined controller with `getRackController` to see them. */
  readonly services: ServiceResult[];
  /** True when every service runs or is switched off; left out where no services are shown. */
  readonly healthy?: boolean;
}

/** Which controller: exactly one of the two. */
export interface GetControllerArgs {
  /** The system id; exact. */
  systemId?: string;
  /** The host name. */
  hostname?: string;
}

/** The same with outputs. */
export type GetControllerOutputArgs = { [K in keyof GetControllerArgs]: pulumi.Input<string> };

const TYPES: Readonly<Record<number, ControllerResult["type"]>> = { 2: "rack", 3: "region", 4: "region+rack" };

function toController(controller: Controller, kind: ControllerKind): ControllerResult {
  const services = controller.service_set?.map(({ name, status, status_info: info }) => ({
    name,
    status,
    ...withoutEmpty({ info }),
  }));
  const healthy = services?.every(({ status }) => status === "running" || status === "off");
  return {
    ...toNode(controller),
    type: TYPES[controller.node_type ?? 0] ?? kind,
    version: controller.version,
    services: [...(services ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1)),
    ...withoutEmpty({ healthy }),
  };
}

async function find(client: MaasClient, kind: ControllerKind, args: GetControllerArgs): Promise<Controller> {
  const word = kind === "rack" ? "getRackController" : "getRegionController";
  const { key, text } = exactlyOne(word, argumentsOf(word, args, ["systemId", "hostname"]), ["systemId", "hostname"]);
  if (key === "systemId") {
    try {
      return await readController(client, kind, text);
    } catch (error) {
      if (!(error instanceof NotFoundError)) throw error;
      const asked = `${word}: MAAS at ${client.apiUrl} has no ${kind} controller with systemId "${text}"`;
      throw userError(`${asked}${await otherKind(client, text)}`);
    }
  }
  const query = hostQuery(text);
  const found = await listControllers(client, kind, query);
  const [first] = found;
  if (first !== undefined && found.length === 1) return first;
  const what = first === undefined ? `no ${kind} controller` : `${found.length} ${kind} controllers`;
  const missing = async () => (await otherKindNamed(client, query)) || "; only administrators see them in lists";
  const why = first === undefined ? await missing() : "; ask by systemId";
  throw userError(`${word}: MAAS at ${client.apiUrl} has ${what} with hostname "${text}"${why}`);
}

const oneOf =
  (kind: ControllerKind) =>
  (args: GetControllerArgs): Question<ControllerResult> => ({
    about: [kind === "rack" ? "getRackController" : "getRegionController", args],
    ask: async (client) => toController(await find(client, kind, args), kind),
  });

const allOf =
  (kind: ControllerKind) =>
  (filters: NodeFilters): Question<ControllerResult[]> => ({
    about: [kind === "rack" ? "getRackControllers" : "getRegionControllers", filters],
    ask: async (client) =>
      (
        await listControllers(
          client,
          kind,
          toQuery(kind === "rack" ? "getRackControllers" : "getRegionControllers", filters),
        )
      ).map((one) => toController(one, kind)),
  });

/** Reads one rack controller, with its services. A combined region and rack controller is one, too. */
export const getRackController = (args: GetControllerArgs, opts?: pulumi.InvokeOptions): Promise<ControllerResult> =>
  invoke(oneOf("rack")(args), opts);

/** `getRackController` with outputs. */
export const getRackControllerOutput = (
  args: GetControllerOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<ControllerResult> =>
  invokeOutput<GetControllerArgs, ControllerResult>(pulumi.output(args), oneOf("rack"), opts);

/** Lists the rack controllers that pass all filters, in one request. Only administrators see them. */
export const getRackControllers = (
  filters: NodeFilters = {},
  opts?: pulumi.InvokeOptions,
): Promise<ControllerResult[]> => invoke(allOf("rack")(filters), opts);

/** `getRackControllers` with outputs. */
export const getRackControllersOutput = (
  filters: pulumi.Input<NodeFilters> = {},
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<ControllerResult[]> =>
  invokeOutput<NodeFilters, ControllerResult[]>(pulumi.output(filters), allOf("rack"), opts);

/** Reads one region controller. MAAS shows services on the rack's side only. */
export const getRegionController = (args: GetControllerArgs, opts?: pulumi.InvokeOptions): Promise<ControllerResult> =>
  invoke(oneOf("region")(args), opts);

/** `getRegionController` with outputs. */
export const getRegionControllerOutput = (
  args: GetControllerOutputArgs,
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<ControllerResult> =>
  invokeOutput<GetControllerArgs, ControllerResult>(pulumi.output(args), oneOf("region"), opts);

/** Lists the region controllers that pass all filters, in one request. Only administrators see them. */
export const getRegionControllers = (
  filters: NodeFilters = {},
  opts?: pulumi.InvokeOptions,
): Promise<ControllerResult[]> => invoke(allOf("region")(filters), opts);

/** `getRegionControllers` with outputs. */
export const getRegionControllersOutput = (
  filters: pulumi.Input<NodeFilters> = {},
  opts?: pulumi.InvokeOutputOptions,
): pulumi.Output<ControllerResult[]> =>
  invokeOutput<NodeFilters, ControllerResult[]>(pulumi.output(filters), allOf("region"), opts);
