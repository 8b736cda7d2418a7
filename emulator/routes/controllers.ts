import { type Answer, type Context, ok } from "../context";
import { notFound } from "../errors";
import { renderController } from "../render/nodes";
import { filterControllers } from "./filters";

const WORDS = { rack: "RackController", region: "RegionController" } as const;

/** Others than administrators see none in lists, and may read each. */
export const list =
  (as: "rack" | "region") =>
  ({ world, user, query }: Context): Answer => {
    const found = filterControllers(world, query, as);
    return ok(user.admin ? found.map((controller) => renderController(world, controller, as)) : []);
  };

export const read =
  (as: "rack" | "region") =>
  ({ world, params }: Context): Answer => {
    const controller = world.controllers.get(params["s"] ?? "");
    const isOne = as === "rack" ? controller?.isRack : controller?.isRegion;
    if (controller === undefined || !isOne) throw notFound(`No ${WORDS[as]} matches the given query.`);
    return ok(renderController(world, controller, as));
  };
