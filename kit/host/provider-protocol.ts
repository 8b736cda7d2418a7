import { type Metadata, type ServiceError, type status } from "@grpc/grpc-js";
import { ConfigureRequest, ErrorResourceInitFailed } from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";

export type Properties = Record<string, JavaScriptValue>;

/** Stands for a value that a preview cannot know. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A secret as the engine sends it in the configuration, the one place where the dynamic host accepts secrets. */
export const secret = (value: string): Properties => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  value,
});

export const struct = (properties: Properties): Struct => Struct.fromJavaScript(properties);

export const plain = (properties: Struct | undefined): Properties => properties?.toJavaScript() ?? {};

export const configureRequest = (config: Properties): ConfigureRequest => {
  const request = new ConfigureRequest();
  request.setArgs(struct(config));
  request.setAcceptsecrets(true);
  return request;
};

/** What the engine saves when an object exists, but did not become what was asked for. */
export interface PartialState {
  readonly id: string;
  readonly properties: Properties;
  readonly reasons: readonly string[];
}

/** An operation failed in the host; `partial` is there when the engine would keep the resource. */
export class OperationError extends Error {
  override readonly name = "OperationError";

  constructor(
    message: string,
    readonly code: status,
    readonly partial: PartialState | undefined,
  ) {
    super(message);
  }
}

const partialState = (metadata: Metadata | undefined): PartialState | undefined => {
  const [packed] = metadata?.get("grpc-status-details-bin") ?? [];
  if (!(packed instanceof Buffer)) return undefined;
  const [detail] = Status.deserializeBinary(packed).getDetailsList();
  const failed = detail?.unpack(
    (bytes) => ErrorResourceInitFailed.deserializeBinary(bytes),
    "pulumirpc.ErrorResourceInitFailed",
  );
  if (!failed) return undefined;
  return { id: failed.getId(), properties: plain(failed.getProperties()), reasons: failed.getReasonsList() };
};

type Done<Response> = (error: ServiceError | null, response: Response) => void;

/** One call of the host as a promise. A failed create answers twice, so only the first answer counts. */
export const unary = <Response>(call: (done: Done<Response>) => unknown): Promise<Response> =>
  new Promise((resolve, reject) => {
    call((error, response) => {
      if (error) reject(new OperationError(error.details, error.code, partialState(error.metadata)));
      else resolve(response);
    });
  });
