import { type ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import {
  CheckRequest,
  type CheckResponse,
  CreateRequest,
  type CreateResponse,
  DeleteRequest,
  DiffRequest,
  DiffResponse,
  ReadRequest,
  type ReadResponse,
  UpdateRequest,
  type UpdateResponse,
} from "@pulumi/pulumi/proto/provider_pb";

import { plain, type Properties, struct, unary } from "./provider-protocol";

export interface CheckResult {
  readonly inputs: Properties;
  readonly failures: readonly { readonly property: string; readonly reason: string }[];
}

export interface DiffResult {
  /** Undefined: the engine compares the inputs itself. */
  readonly changes: boolean | undefined;
  readonly replaces: readonly string[];
  readonly deleteBeforeReplace: boolean;
}

const changesByAnswer = new Map<number, boolean>([
  [DiffResponse.DiffChanges.DIFF_SOME, true],
  [DiffResponse.DiffChanges.DIFF_NONE, false],
]);

/**
 * The operations of one `__provider` text with plain values. As the engine does, every property map that is sent carries
 * the text; those that come back are handed out as they are, so that a test can see whether it is still in them.
 */
export class HostedResource {
  constructor(
    private readonly client: ResourceProviderClient,
    private readonly providerText: string,
  ) {}

  /** @param olds - the old inputs, `{}` for a new resource */
  async check(olds: Properties, news: Properties): Promise<CheckResult> {
    const request = new CheckRequest();
    // The engine sends the old inputs as it has them: none at all for a new resource.
    request.setOlds(Object.keys(olds).length === 0 ? struct({}) : this.sent(olds));
    request.setNews(this.sent(news));
    const response = await unary<CheckResponse>((done) => this.client.check(request, done));
    const failures = response.getFailuresList().map((failure) => failure.toObject());
    return { inputs: plain(response.getInputs()), failures };
  }

  /** @param olds - the old outputs */
  async diff(id: string, olds: Properties, news: Properties): Promise<DiffResult> {
    const request = new DiffRequest();
    request.setId(id);
    request.setOlds(this.sent(olds));
    request.setNews(this.sent(news));
    const response = await unary<DiffResponse>((done) => this.client.diff(request, done));
    return {
      changes: changesByAnswer.get(response.getChanges()),
      replaces: response.getReplacesList(),
      deleteBeforeReplace: response.getDeletebeforereplace(),
    };
  }

  async create(inputs: Properties): Promise<{ id: string; outs: Properties }> {
    const request = new CreateRequest();
    request.setProperties(this.sent(inputs));
    const response = await unary<CreateResponse>((done) => this.client.create(request, done));
    return { id: response.getId(), outs: plain(response.getProperties()) };
  }

  /** @param props - the old outputs; for `get` the inputs. An empty id in the answer means "gone". */
  async read(id: string, props: Properties): Promise<{ id: string; outs: Properties; inputs: Properties }> {
    const request = new ReadRequest();
    request.setId(id);
    request.setProperties(this.sent(props));
    const response = await unary<ReadResponse>((done) => this.client.read(request, done));
    return {
      id: response.getId(),
      outs: plain(response.getProperties()),
      inputs: plain(response.getInputs()),
    };
  }

  /** @param olds - the old outputs */
  async update(id: string, olds: Properties, news: Properties): Promise<Properties> {
    const request = new UpdateRequest();
    request.setId(id);
    request.setOlds(this.sent(olds));
    request.setNews(this.sent(news));
    const response = await unary<UpdateResponse>((done) => this.client.update(request, done));
    return plain(response.getProperties());
  }

  /** @param props - the old outputs */
  async delete(id: string, props: Properties): Promise<void> {
    const request = new DeleteRequest();
    request.setId(id);
    request.setProperties(this.sent(props));
    await unary((done) => this.client.delete(request, done));
  }

  private sent(properties: Properties) {
    return struct({ ...properties, __provider: this.providerText });
  }
}
