import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A certificate with its key, both PEM, as `lxc` makes them for a client. */
export interface ClientCertificate {
  readonly certificate: string;
  readonly key: string;
  readonly fingerprint: string;
}

export const fingerprintOf = (pem: string): string =>
  new X509Certificate(pem).fingerprint256.replaceAll(":", "").toLowerCase();

/** The base64 between the first and the last line, as LXD's API takes it. */
export const bodyOf = (pem: string): string => pem.replace(/-----[^-]+-----/g, "").replace(/\s/g, "");

export function makeCertificate(): ClientCertificate {
  const directory = mkdtempSync(join(tmpdir(), "lxd-cert-"));
  const [keyFile, certificateFile] = [join(directory, "client.key"), join(directory, "client.crt")];
  const curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:secp384r1"];
  const files = ["-keyout", keyFile, "-out", certificateFile];
  execFileSync("openssl", ["req", "-x509", ...curve, "-nodes", "-subj", "/CN=tests", "-days", "2", ...files], {
    stdio: "ignore",
  });
  const [certificate, key] = [readFileSync(certificateFile, "utf8"), readFileSync(keyFile, "utf8")];
  rmSync(directory, { recursive: true });
  return { certificate, key, fingerprint: fingerprintOf(certificate) };
}
