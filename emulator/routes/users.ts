import { type Call } from "./call";
import { type Endpoint, type Handler } from "./endpoint";

import { requireAdmin } from "../rules/life/permissions";
import { badRequest, conflict, DELETED, jsonReply, noMatch, serverError } from "../wire/reply";
import { SYSTEM_USERS } from "../world/users";
import { type User, type World } from "../world/world";

/** Users (api/users.py). Everybody reads them, administrators make and delete them. */

function renderUser({ username, email, admin }: User) {
  return {
    username,
    email,
    is_local: true,
    is_superuser: admin,
    resource_uri: `/MAAS/api/2.0/users/${username}/`,
  };
}

const allUsers = (world: World): User[] => [...world.users.values(), ...SYSTEM_USERS];

const whoami: Handler = ({ user }) => jsonReply(renderUser(user));

const list: Handler = ({ world }) => {
  const byName = allUsers(world).sort((a, b) => (a.username < b.username ? -1 : 1));
  return jsonReply(byName.map(renderUser));
};

function find({ world, parameters }: Call): User | undefined {
  return allUsers(world).find(({ username }) => username === parameters.username);
}

const read: Handler = (call) => {
  const found = find(call);
  if (found === undefined) throw noMatch("User");
  return jsonReply(renderUser(found));
};

function mandatory({ body }: Call, field: string): string {
  const text = body.text(field);
  if (text === undefined || text === "") throw badRequest(`No provided ${field}!`);
  return text;
}

/** Has no API key: nobody can log in here and make one. A name that is taken collides in the database, every time. */
const create: Handler = (call) => {
  requireAdmin(call.user);
  const [username, email] = [mandatory(call, "username"), mandatory(call, "email")];
  mandatory(call, "password");
  const admin = mandatory(call, "is_superuser");
  if (admin !== "0" && admin !== "1") throw serverError(`Not a valid Boolean value (0 or 1): '${admin}'`);
  if (allUsers(call.world).some((other) => other.username === username)) throw conflict();
  const user: User = { username, email, admin: admin === "1", apiKey: "" };
  call.world.users.set(username, user);
  return jsonReply(renderUser(user));
};

/** One that is not there is as good as deleted; one that has machines stays, unless another user takes them. */
const remove: Handler = (call) => {
  const { world, user, query } = call;
  requireAdmin(user);
  const found = find(call);
  if (found === undefined) return DELETED;
  if (found.username === user.username) throw badRequest("An administrator cannot self-delete.");
  const theirs = [...world.machines.values()].filter(({ owner }) => owner === found.username);
  const heir = query.get("transfer_resources_to");
  if (heir !== null && !world.users.has(heir)) throw noMatch("User");
  if (theirs.length > 0 && heir === null) {
    throw badRequest(`Cannot delete user '${found.username}': ${theirs.length} node(s) are still allocated.`);
  }
  for (const machine of theirs) machine.owner = heir;
  world.users.delete(found.username);
  return DELETED;
};

export const user: Endpoint = { methods: { GET: read, DELETE: remove } };
export const users: Endpoint = { methods: { GET: list, POST: create }, operations: { GET: { whoami } } };
