import { readFileSync } from "node:fs";

/** The certificates of authorities could not be had. */
export class CertificateError extends Error {}

/** PEM as it is, or the PEM in a file. `setting` names where the user gave it. */
export function readCertificates(caCert: string, setting: string): string {
  if (caCert.includes("-----BEGIN")) return caCert;
  let text: string;
  try {
    text = readFileSync(caCert, "utf8");
  } catch (cause) {
    throw problem(setting, `cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`, cause);
  }
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw problem(setting, `"${caCert}" holds no certificate in PEM`);
}

const problem = (setting: string, what: string, cause?: unknown): CertificateError =>
  new CertificateError(`${setting} ${what}`, { cause });
