import { z } from "zod";

import { type Emulator, type EmulatorOptions, startEmulator } from "../../../emulator";
import { Bindings } from "../../../kit/contract/bindings";
import { FLEET_FILE, type RecordedRequest } from "../../../kit/contract/recording";
import { type Answer, Sender } from "../../../kit/contract/sender";

const list = z.array(z.looseObject({ id: z.number(), name: z.string() }));
const created = z.looseObject({ id: z.number() });

/** An emulator with the recordings' fleet, and a raw client of it: what a test sends is what goes out. */
export class LabApi {
  private constructor(
    readonly emulator: Emulator,
    private readonly sender: Sender,
  ) {}

  static async start(options: EmulatorOptions = {}): Promise<LabApi> {
    const emulator = await startEmulator({ fleet: FLEET_FILE, ...options });
    return new LabApi(emulator, new Sender(new URL(emulator.url), emulator.apiKeys, "admin", 64));
  }

  async close(): Promise<void> {
    this.sender.close();
    await this.emulator.close();
  }

  send(method: string, path: string, rest: Partial<RecordedRequest> = {}): Promise<Answer> {
    return this.sender.send({ method, path, ...rest }, Bindings.none);
  }

  get(path: string): Promise<Answer> {
    return this.send("GET", path);
  }

  post(path: string, form: NonNullable<RecordedRequest["form"]> = {}, op?: string): Promise<Answer> {
    return this.send("POST", path, { form, ...(op === undefined ? {} : { query: { op } }) });
  }

  /** The id of what a POST made; throws when it made nothing. */
  async make(path: string, form: NonNullable<RecordedRequest["form"]> = {}): Promise<number> {
    return created.parse((await this.post(path, form)).body).id;
  }

  node(hostname: string): string {
    return `nodes/${this.emulator.machine(hostname).system_id}/`;
  }

  /** The path of a block device, by its name. */
  async device(hostname: string, name: string): Promise<string> {
    const answer = await this.get(`${this.node(hostname)}blockdevices/`);
    const found = list.parse(answer.body).find((device) => device.name === name);
    return `${this.node(hostname)}blockdevices/${found?.id}/`;
  }

  async deviceId(hostname: string, name: string): Promise<string> {
    return /(\d+)\/$/.exec(await this.device(hostname, name))?.[1] ?? "";
  }
}
