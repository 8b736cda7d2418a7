import { CAPABILITIES } from "../world/constants";
import { type Endpoint, type Handler } from "./endpoint";
import { jsonReply, noMatch } from "../wire/reply";
import { type User } from "../world/world";

/** Needs no credentials, and does not look at any (api/version.py). */
const readVersion: Handler = ({ world }) =>
  jsonReply({ capabilities: CAPABILITIES, version: world.version, subversion: "" });

function renderUser({ username, email, admin }: User) {
  return {
    username,
    email,
    is_local: true,
    is_superuser: admin,
    resource_uri: `/MAAS/api/2.0/users/${username}/`,
  };
}

const whoami: Handler = ({ user }) => jsonReply(renderUser(user));

const listUsers: Handler = ({ world }) => {
  const byName = [...world.users.values()].sort((a, b) => (a.username < b.username ? -1 : 1));
  return jsonReply(byName.map(renderUser));
};

const readUser: Handler = ({ world, parameters }) => {
  const found = world.users.get(parameters.username ?? "");
  if (found === undefined) throw noMatch("User");
  return jsonReply(renderUser(found));
};

export const user: Endpoint = { methods: { GET: readUser } };
export const version: Endpoint = { methods: { GET: readVersion } };
export const users: Endpoint = { methods: { GET: listUsers }, operations: { GET: { whoami } } };
