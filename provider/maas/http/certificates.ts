import { readFileSync } from "node:fs";

/** The certificates of authorities could not be had. */
export class CertificateError extends Error {}

/** PEM as it is, or the PEM in a file. */
export function readCertificates(caCert: string): string {
  if (caCert.includes("-----BEGIN")) return caCert;
  let text: string;
  try {
    text = readFileSync(caCert, "utf8");
  } catch (cause) {
    throw problem(`cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw problem(`"${caCert}" holds no certificate in PEM`);
}

const problem = (what: string, cause?: unknown): CertificateError =>
  new CertificateError(`maas:caCert (or the environment variable MAAS_API_CACERT) ${what}`, { cause });
