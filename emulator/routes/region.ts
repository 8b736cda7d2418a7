import { type Answer, type Context, ok } from "../context";

const CAPABILITIES = [
  "networks-management",
  "static-ipaddresses",
  "ipv6-deployment-ubuntu",
  "devices-management",
  "storage-deployment-ubuntu",
  "network-deployment-ubuntu",
  "bridging-interface-ubuntu",
  "bridging-automatic-ubuntu",
  "authenticate-api",
];

/** Needs no credentials, and does not look at any. `api/version.py` */
export const version = ({ world }: Context): Answer =>
  ok({ capabilities: CAPABILITIES, version: world.version, subversion: "" });

const renderUser = ({ username, email, admin }: Context["user"]) => ({
  username,
  email,
  is_local: true,
  is_superuser: admin,
  resource_uri: `/MAAS/api/2.0/users/${username}/`,
});

export const whoami = ({ user }: Context): Answer => ok(renderUser(user));

export const users = ({ world }: Context): Answer => ok([...world.users.values()].map(renderUser));
