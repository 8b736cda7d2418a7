import { X509Certificate } from "node:crypto";
import { readFileSync } from "node:fs";
import { checkServerIdentity, type PeerCertificate, TLSSocket } from "node:tls";

import { buildConnector } from "undici";

import { CertificateError } from "../../http/certificates";
import { type HttpSystem } from "../../http/client";
import { type LxdSettings } from "../config";
import { fingerprintIn } from "./trust-token";

const SOCKET = "unix://";

/** What stands before a path: over a socket any host will do. */
export const baseOf = (endpoint: string): string => (endpoint.startsWith(SOCKET) ? "http://lxd" : endpoint);

/** PEM as it is, or the PEM in a file. */
function pem(property: string, given: string): string {
  if (given.includes("-----BEGIN")) return given;
  let text: string;
  try {
    text = readFileSync(given, "utf8");
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    // A key that was given where a path should be must not be shown.
    throw new CertificateError(`lxd:${property} is not PEM, and no file that can be read: ${reason.split(",")[0]}`);
  }
  if (text.includes("-----BEGIN")) return text;
  throw new CertificateError(`lxd:${property}: there is no PEM in the file`);
}

const bare = (fingerprint: string): string => fingerprint.replaceAll(":", "").toLowerCase();

/** The server is not the one to trust. It has a code as errors of TLS have. */
class StrangerError extends CertificateError {
  readonly code = "ERR_LXD_CERTIFICATE";

  constructor(found: string, wanted: string) {
    super(`the certificate of the server has the fingerprint ${found}, and the one to trust is ${wanted}`);
  }
}

const clientOptions = ({ clientCertificate, clientKey }: LxdSettings) => ({
  ...(clientCertificate === undefined ? {} : { cert: pem("clientCertificate", clientCertificate) }),
  ...(clientKey === undefined ? {} : { key: pem("clientKey", clientKey) }),
});

function trusting(given: string) {
  const ca = pem("serverCertificate", given);
  const wanted = bare(new X509Certificate(ca).fingerprint256);
  return {
    ca,
    // LXD signs its own certificate, for names that it may not be reached by. One of an authority must fit the name.
    checkServerIdentity: (host: string, certificate: PeerCertificate): Error | undefined =>
      bare(certificate.fingerprint256) === wanted ? undefined : checkServerIdentity(host, certificate),
  };
}

/**
 * Trusts exactly one fingerprint. Node asks `checkServerIdentity` only when the chain verifies, which it does not for a
 * certificate that nobody signed: so the connection is made, and looked at before anything is sent.
 */
function pinned(connect: buildConnector.connector, wanted: string): buildConnector.connector {
  return (options, callback) =>
    connect(options, (error, socket) => {
      if (error !== null) return callback(error, null);
      const found = socket instanceof TLSSocket ? bare(socket.getPeerCertificate().fingerprint256) : "(none)";
      if (found === wanted) return callback(null, socket);
      socket.destroy();
      callback(new StrangerError(found, wanted), null);
    });
}

/**
 * How to connect: over a socket, or over TLS with a server whose certificate is known.
 * @throws CertificateError when a certificate or key cannot be read
 */
export function connectionTo(settings: LxdSettings): HttpSystem["connect"] {
  const { endpoint, serverCertificate } = settings;
  if (endpoint.startsWith(SOCKET)) return { socketPath: endpoint.slice(SOCKET.length) };
  const client = { ...clientOptions(settings), timeout: 10_000 };
  if (serverCertificate !== undefined) return { ...client, ...trusting(serverCertificate) };
  const fingerprint = settings.serverFingerprint ?? fingerprintIn(settings.trustToken);
  if (fingerprint === undefined) return client;
  // A resumed session shows no certificate to look at.
  return pinned(buildConnector({ ...client, rejectUnauthorized: false, maxCachedSessions: 0 }), fingerprint);
}
