import { z } from "zod";

import { Bindings } from "./bindings";
import { compare, type Outcome } from "./compare";
import { readFleet, type RecordedMachine, type RecordedRequest, type Recording, type Step } from "./recording";
import { type Answer, Sender } from "./sender";

/** Headers that are compared: one that was not recorded must not be there either. */
const HEADERS = ["content-type", "retry-after", "location", "allow", "www-authenticate"];

const nodesSchema = z.array(z.looseObject({ hostname: z.string(), system_id: z.string() }));
const diskSchema = z.looseObject({
  id: z.number(),
  name: z.string(),
  size: z.number(),
  block_size: z.number(),
  model: z.string().nullable(),
  serial: z.string().nullable(),
  id_path: z.string().nullable(),
  tags: z.array(z.string()),
});
const machineSchema = z.looseObject({
  boot_disk: diskSchema.nullable(),
  physicalblockdevice_set: z.array(diskSchema),
});

type Disk = z.infer<typeof diskSchema>;

/** Where the recordings go: a server and the keys of its users. */
export interface Target {
  readonly url: string;
  readonly apiKeys: Readonly<Record<string, string>>;
  /** Of the layers below MAAS's own code only the status is compared: their texts differ between builds. */
  readonly isOtherBuild?: boolean;
}

/** Replays recordings against a server that was seeded with the fleet, and says what differs. */
export class Replayer {
  private readonly fleet = readFleet();
  private nodes = Bindings.none;

  private constructor(
    private readonly sender: Sender,
    private readonly isOtherBuild: boolean,
  ) {}

  static async start({ url, apiKeys, isOtherBuild = false }: Target): Promise<Replayer> {
    const admin = readFleet().users.find((user) => user.admin)?.username ?? "";
    const replayer = new Replayer(new Sender(new URL(url), apiKeys, admin), isOtherBuild);
    for (const path of ["machines/", "rackcontrollers/", "regioncontrollers/"]) {
      for (const node of nodesSchema.parse(await replayer.must({ method: "GET", path }))) {
        replayer.nodes = replayer.nodes.bind(`node:${node.hostname}`, node.system_id);
      }
    }
    return replayer;
  }

  /** What a GET answers; throws when it does not succeed. */
  read(path: string): Promise<unknown> {
    return this.must({ method: "GET", path });
  }

  close(): void {
    this.sender.close();
  }

  /** Every difference between the recording and what the server answers now. */
  async replay(recording: Recording): Promise<string[]> {
    let bindings = await this.prepare(recording);
    for (const { request, bind } of recording.setup) {
      const answer = await this.mustSend(request, bindings);
      bindings = bound(bind, answer.body, bindings);
    }
    const differences: string[] = [];
    for (const step of recording.steps) {
      bindings = bindings.withNonces(JSON.stringify(step.request));
      const answer = await this.sender.send(step.request, bindings);
      const isStatusOnly = this.isOtherBuild && recording.confidence === "framework";
      const outcome = isStatusOnly ? compareStatus(step, answer, bindings) : compareStep(step, answer, bindings);
      bindings = outcome.bindings;
      const line = `${step.request.method} ${step.request.path} ${JSON.stringify(step.request.query ?? {})}`;
      differences.push(...outcome.differences.map((difference) => `${line}: ${difference}`));
      if (outcome.differences.length === 0) bindings = bound(step.bind, answer.body, bindings);
    }
    for (const { request } of recording.cleanup) await this.cleanUp(request, bindings);
    return differences;
  }

  /** What it would have removed may never have been made. */
  private async cleanUp(request: RecordedRequest, bindings: Bindings): Promise<void> {
    try {
      await this.sender.send(request, bindings);
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith("nothing is known of"))) throw error;
    }
  }

  private async mustSend(request: RecordedRequest, bindings: Bindings): Promise<Answer> {
    const answer = await this.sender.send(request, bindings);
    if (answer.status < 300) return answer;
    // A refusal of credentials may repeat the secret that was expected.
    const said = answer.status === 401 ? "the API key is not accepted" : JSON.stringify(answer.body);
    throw new Error(`${request.method} ${request.path}: ${answer.status} ${said}`);
  }

  private async must(request: RecordedRequest): Promise<unknown> {
    return (await this.mustSend(request, this.nodes)).body;
  }

  private async prepare(recording: Recording): Promise<Bindings> {
    const own = recording.machine === undefined ? [] : [recording.machine];
    const resets = (recording.reset ?? own).filter((hostname) => this.isResettable(hostname));
    for (const hostname of resets) await this.reset(hostname);
    const mentioned = [...JSON.stringify(recording).matchAll(/block:([\w.-]+)\//g)].map(
      ([, hostname = ""]) => hostname,
    );
    let bindings = this.nodes;
    for (const hostname of new Set([...resets, ...own, ...mentioned])) {
      const path = `nodes/\${node:${hostname}}/blockdevices/`;
      for (const { id, name } of z
        .array(z.looseObject({ id: z.number(), name: z.string() }))
        .parse(await this.must({ method: "GET", path }))) {
        const variable = hostname === recording.machine ? `block:${name}` : `block:${hostname}/${name}`;
        bindings = bindings.bind(variable, id);
      }
    }
    return bindings;
  }

  private machine(hostname: string): RecordedMachine | undefined {
    return this.fleet.machines.find((machine) => machine.hostname === hostname);
  }

  /** Machines in other states are used as they were seeded, and the recordings leave them so. */
  private isResettable(hostname: string): boolean {
    const machine = this.machine(hostname);
    return machine !== undefined && machine.status === "Ready" && !machine.locked && machine.disks.length > 0;
  }

  /** Brings a machine back to its start through the API: blank, with the fleet's disks under the fleet's names. */
  private async reset(hostname: string): Promise<void> {
    const fleet = this.machine(hostname);
    if (fleet === undefined) throw new Error(`the fleet has no machine ${hostname}`);
    const devices = `nodes/\${node:${hostname}}/blockdevices/`;
    const blank = await this.must({
      method: "POST",
      path: `machines/\${node:${hostname}}/`,
      query: { op: "set_storage_layout" },
      form: { storage_layout: "blank" },
    });
    const { boot_disk, physicalblockdevice_set } = machineSchema.parse(blank);
    let isRenamed = false;
    for (const disk of physicalblockdevice_set) {
      isRenamed = (await this.resetDisk(devices, disk, fleet)) || isRenamed;
    }
    if (isRenamed || boot_disk?.name !== fleet.boot_disk) {
      await this.must({
        method: "POST",
        path: `${devices}${fleet.boot_disk}/`,
        query: { op: "set_boot_disk" },
        form: {},
      });
    }
  }

  /** True when something but the tags had to be put back. */
  private async resetDisk(devices: string, disk: Disk, fleet: RecordedMachine): Promise<boolean> {
    const path = `${devices}${disk.id}/`;
    const keys = ["serial", "id_path", "name"] as const;
    const wanted = keys.flatMap((key) => fleet.disks.filter((one) => disk[key] && one[key] === disk[key]))[0];
    if (wanted === undefined) {
      await this.must({ method: "DELETE", path });
      return false;
    }
    for (const tag of disk.tags.filter((one) => !wanted.tags.includes(one))) {
      await this.must({ method: "POST", path, query: { op: "remove_tag" }, form: { tag } });
    }
    for (const tag of wanted.tags.filter((one) => !disk.tags.includes(one))) {
      await this.must({ method: "POST", path, query: { op: "add_tag" }, form: { tag } });
    }
    const fields = ["name", "size", "block_size", "model", "serial", "id_path"] as const;
    const changed = fields.filter((field) => disk[field] !== wanted[field]);
    if (changed.length === 0) return false;
    const form = Object.fromEntries(changed.map((field) => [field, String(wanted[field])]));
    await this.must({ method: "PUT", path, form });
    return true;
  }
}

function compareStatus({ response }: Step, answer: Answer, bindings: Bindings): Outcome {
  const isSame = answer.status === response.status;
  return { bindings, differences: isSame ? [] : [`status: expected ${response.status}, got ${answer.status}`] };
}

function compareStep(step: Step, answer: Answer, bindings: Bindings): Outcome {
  const { response, only } = step;
  const differences = [
    ...compareStatus(step, answer, bindings).differences,
    ...HEADERS.filter((name) => headerOf(answer, name) !== response.headers[name]).map(
      (name) => `${name}: expected ${response.headers[name]}, got ${answer.headers[name]}`,
    ),
  ];
  const body = only !== undefined && answer.status < 300 ? picked(answer.body, only) : answer.body;
  const outcome = compare(response.body, body, bindings);
  return { bindings: outcome.bindings, differences: [...differences, ...outcome.differences] };
}

/** Methods are allowed in any order. */
function headerOf({ headers }: Answer, name: string): string | undefined {
  const text = headers[name];
  return name === "allow"
    ? text
        ?.split(/\s*,\s*/)
        .sort()
        .join(", ")
    : text;
}

const objectSchema = z.record(z.string(), z.unknown());

function picked(body: unknown, keys: readonly string[]): unknown {
  if (Array.isArray(body)) return body.map((element) => picked(element, keys));
  const parsed = objectSchema.safeParse(body);
  if (!parsed.success) return body;
  return Object.fromEntries(Object.entries(parsed.data).filter(([key]) => keys.includes(key)));
}

/** Names parts of an answer for later requests; an answer that a variable already got its value from keeps it. */
function bound(bind: Readonly<Record<string, string>> | undefined, body: unknown, bindings: Bindings): Bindings {
  return Object.entries(bind ?? {}).reduce<Bindings>((all, [variable, path]) => {
    const steps = path === "$" ? [] : path.split(".");
    const value = steps.reduce<unknown>((part, key) => partOf(part, key), body);
    if (value === undefined || value === null) throw new Error(`nothing to bind to ${variable} at ${path}`);
    return all.get(variable) === undefined || variable.startsWith("obj:") ? all.bind(variable, value) : all;
  }, bindings);
}

function partOf(whole: unknown, key: string): unknown {
  return Array.isArray(whole) ? whole[Number(key)] : objectSchema.parse(whole)[key];
}
