import { type User } from "./world";

/** Users that every MAAS has for itself; nobody has their keys (models/user.py: SYSTEM_USERS). */
export const SYSTEM_USERS: readonly User[] = [
  { username: "MAAS", email: "maas@localhost", admin: true, apiKey: "" },
  { username: "maas-init-node", email: "node-init-user@localhost", admin: false, apiKey: "" },
];
