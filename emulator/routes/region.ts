import { CAPABILITIES } from "../world/constants";

import { type Endpoint, type Handler } from "./endpoint";
import { jsonReply } from "../wire/reply";

/** Needs no credentials, and does not look at any (api/version.py). */
const readVersion: Handler = ({ world }) =>
  jsonReply({ capabilities: CAPABILITIES, version: world.version, subversion: "" });

export const version: Endpoint = { methods: { GET: readVersion } };
