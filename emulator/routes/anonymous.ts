import { type Endpoint, type Handler } from "./endpoint";
import { unauthorized } from "../wire/reply";
import { enlist } from "./machine-record";
import { ANONYMOUS_READS } from "./registration";

/** What is served to those who have no credentials, on collections of nodes alone (AnonNodesHandler). */

const accept: Handler = () => {
  throw unauthorized("You must be logged in to accept machines.");
};

export const anonymousNodes: Endpoint = { operations: { GET: ANONYMOUS_READS } };
export const anonymousMachines: Endpoint = {
  methods: { POST: enlist },
  operations: { GET: ANONYMOUS_READS, POST: { accept } },
};
