import { encode } from "../render/json";
import { renderController } from "../render/nodes";
import { type Endpoint } from "../route";
import { selectNodes } from "../rules/node-filters";
import { jsonReply, noMatch } from "../wire/reply";
import { type Controller } from "../world";

type Side = "rack" | "region";

const MODELS = { rack: "RackController", region: "RegionController" } as const;

function isOn(side: Side, { isRack, isRegion }: Controller): boolean {
  return side === "rack" ? isRack : isRegion;
}

/** Others than administrators see none in lists, and may read each. A combined controller is in both lists. */
function list(side: Side): Endpoint {
  return {
    methods: {
      GET: ({ world, user, query }) => {
        const all = [...world.controllers.values()].filter((controller) => isOn(side, controller));
        const found = selectNodes(world, all, query);
        const visible = user.admin ? found : [];
        return jsonReply(encode(visible.map((controller) => renderController(world, controller, side))));
      },
    },
  };
}

function one(side: Side): Endpoint {
  return {
    methods: {
      GET: ({ world, parameters }) => {
        const controller = world.controllers.get(parameters.systemId ?? "");
        if (controller === undefined || !isOn(side, controller)) throw noMatch(MODELS[side]);
        return jsonReply(encode(renderController(world, controller, side)));
      },
    },
  };
}

export const rackControllers = list("rack");
export const rackController = one("rack");
export const regionControllers = list("region");
export const regionController = one("region");
