import { z } from "zod";

import { type MaasClient } from "../http/client";
import { type Params } from "../http/form";
import { nodeDetails } from "./machine-details";

const place = z.object({ name: z.string() }).nullish();

/** A rack or region controller. A combined one is in both lists, and shows its services as a rack. */
export const controller = z.object({
  ...nodeDetails,
  version: z.string().default(""),
  node_type: z.number().optional(),
  zone: place,
  domain: place,
  service_set: z
    .array(z.object({ name: z.string(), status: z.string(), status_info: z.string().default("") }))
    .optional(),
});

export type Controller = z.output<typeof controller>;

export type ControllerKind = "rack" | "region";

export const listControllers = (client: MaasClient, kind: ControllerKind, query: Params): Promise<Controller[]> =>
  client.request({ method: "GET", path: [`${kind}controllers`], query, schema: z.array(controller) });

export const readController = (client: MaasClient, kind: ControllerKind, systemId: string): Promise<Controller> =>
  client.request({ method: "GET", path: [`${kind}controllers`, systemId], schema: controller });
