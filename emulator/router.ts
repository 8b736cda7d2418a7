import { type Answer, type Context } from "./context";
import * as bcaches from "./routes/bcaches";
import * as cacheSets from "./routes/bcache-cache-sets";
import * as blockDevices from "./routes/block-devices";
import * as controllers from "./routes/controllers";
import * as machines from "./routes/machines";
import * as partitions from "./routes/partitions";
import * as raids from "./routes/raids";
import * as region from "./routes/region";
import * as volumeGroups from "./routes/volume-groups";

export type Handler = (context: Context) => Answer;
type Operations = Readonly<Record<string, Handler>>;

/** One URL: its plain methods, and its operations by the method that calls them. */
export interface Route {
  readonly path: string;
  readonly methods?: Readonly<Partial<Record<"GET" | "POST" | "PUT" | "DELETE", Handler>>>;
  readonly operations?: { readonly GET?: Operations; readonly POST?: Operations };
  /** Collections of nodes have a variant for anonymous callers, which knows no plain GET. */
  readonly anonymous?: "collection" | "open";
}

/** Every URL that is served; others are refused as MAAS refuses a URL that it does not know. `urls_api.py` */
export const ROUTES: readonly Route[] = [
  { path: "version/", methods: { GET: region.version }, anonymous: "open" },
  { path: "users/", methods: { GET: region.users }, operations: { GET: { whoami: region.whoami } } },
  { path: "machines/", methods: { GET: machines.list }, anonymous: "collection" },
  {
    path: "machines/{s}/",
    methods: { GET: machines.read },
    operations: { GET: machines.readOperations, POST: machines.operations },
  },
  { path: "nodes/{s}/", methods: { GET: machines.readNode } },
  { path: "rackcontrollers/", methods: { GET: controllers.list("rack") }, anonymous: "collection" },
  { path: "rackcontrollers/{s}/", methods: { GET: controllers.read("rack") } },
  { path: "regioncontrollers/", methods: { GET: controllers.list("region") }, anonymous: "collection" },
  { path: "regioncontrollers/{s}/", methods: { GET: controllers.read("region") } },
  { path: "nodes/{s}/blockdevices/", methods: { GET: blockDevices.list, POST: blockDevices.create } },
  {
    path: "nodes/{s}/blockdevices/{d}/",
    methods: { GET: blockDevices.read, PUT: blockDevices.update, DELETE: blockDevices.remove },
    operations: { POST: blockDevices.operations },
  },
  { path: "nodes/{s}/blockdevices/{d}/partitions/", methods: { GET: partitions.list, POST: partitions.create } },
  ...["partition", "partitions"].map((word) => ({
    path: `nodes/{s}/blockdevices/{d}/${word}/{id}`,
    methods: { GET: partitions.read, DELETE: partitions.remove },
    operations: { POST: partitions.operations },
  })),
  { path: "nodes/{s}/raids/", methods: { GET: raids.list, POST: raids.create } },
  { path: "nodes/{s}/raid/{id}/", methods: { GET: raids.read, PUT: raids.update, DELETE: raids.remove } },
  { path: "nodes/{s}/bcache-cache-sets/", methods: { GET: cacheSets.list, POST: cacheSets.create } },
  {
    path: "nodes/{s}/bcache-cache-set/{id}/",
    methods: { GET: cacheSets.read, PUT: cacheSets.update, DELETE: cacheSets.remove },
  },
  { path: "nodes/{s}/bcaches/", methods: { GET: bcaches.list, POST: bcaches.create } },
  { path: "nodes/{s}/bcache/{id}/", methods: { GET: bcaches.read, PUT: bcaches.update, DELETE: bcaches.remove } },
  { path: "nodes/{s}/volume-groups/", methods: { GET: volumeGroups.list, POST: volumeGroups.create } },
  ...["volume-group", "volume-groups"].map((word) => ({
    path: `nodes/{s}/${word}/{id}/`,
    methods: { GET: volumeGroups.read, PUT: volumeGroups.update, DELETE: volumeGroups.remove },
    operations: { POST: volumeGroups.operations },
  })),
];

const compiled = ROUTES.map((route) => ({
  route,
  pattern: new RegExp(`^${route.path.replace(/\{(\w+)\}/g, "(?<$1>[^/]+)")}(?<suffix>op-\\w+)?$`),
}));

export interface Match {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
  /** The operation that the URL ends in (`…/op-mount`), where the route ends in a slash. */
  readonly operation: string | undefined;
}

/** The route of a path below `/MAAS/api/2.0/`. */
export function findRoute(path: string): Match | undefined {
  for (const { route, pattern } of compiled) {
    const groups = pattern.exec(path)?.groups;
    if (groups === undefined) continue;
    const { suffix, ...params } = groups;
    if (suffix !== undefined && !route.path.endsWith("/")) continue;
    return { route, params, operation: suffix?.slice("op-".length) };
  }
  return undefined;
}
