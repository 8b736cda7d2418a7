import { type Form } from "../../wire/form";
import { type Machine, type World } from "../../world/world";

/** Words that make up the name of a machine that was given none. */
const ADJECTIVES = [
  "able",
  "bold",
  "calm",
  "deft",
  "eager",
  "fair",
  "glad",
  "keen",
  "lively",
  "mellow",
  "neat",
  "proud",
];
const ANIMALS = [
  "badger",
  "crane",
  "dingo",
  "eland",
  "ferret",
  "gecko",
  "heron",
  "ibex",
  "jackal",
  "koala",
  "lemur",
  "moth",
];

/** Two words by chance, that no node is called yet. */
export function randomHostname(world: World): string {
  const pick = (words: readonly string[]): string => words[Math.floor(world.random() * words.length)] ?? "";
  const taken = new Set([...world.machines.values(), ...world.controllers.values()].map(({ hostname }) => hostname));
  for (let first = pick(ADJECTIVES); ; first += pick(ADJECTIVES)) {
    const name = `${first}-${pick(ANIMALS)}`;
    if (!taken.has(name)) return name;
  }
}

/** A name with dots is a name in a domain; an empty one of a machine that is there asks for another by chance. */
export function readHostname(form: Form, world: World, machine: Machine | undefined): Partial<Machine> {
  const text = form.text("hostname", { max: 255 });
  if (text === "") return machine !== undefined && form.has("hostname") ? { hostname: randomHostname(world) } : {};
  const [host = "", ...rest] = text.split(".");
  const problem = hostnameProblem(text);
  if (problem !== undefined) form.fail("hostname", problem);
  const domain = rest.join(".");
  const isKnown = rest.length === 0 || world.domains.some((other) => other.name === domain);
  if (problem === undefined && !isKnown) form.fail("hostname", "Nonexistant domain.");
  const nodes = [...world.machines.values(), ...world.controllers.values()];
  const isTaken = nodes.some((other) => other !== machine && other.hostname === host);
  if (isTaken) form.fail("hostname", "Node with this Hostname already exists.");
  return { hostname: host, ...(domain === "" ? {} : { domain }) };
}

function hostnameProblem(text: string): string | undefined {
  const [host = ""] = text.split(".");
  if (host.includes("_")) return `Host label cannot contain underscore: '${host}'.`;
  for (const label of text.split(".")) {
    if (label === "") return "DNS name contains an empty label.";
    if (label.length > 63) return `Label is too long: '${label}'.  Maximum allowed is 63 characters.`;
    if (label.startsWith("-") || label.endsWith("-")) return `Label cannot start or end with hyphen: '${label}'.`;
    if (!/^[a-zA-Z0-9-]*$/.test(label)) return `Label contains disallowed characters: '${label}'.`;
  }
  return undefined;
}
