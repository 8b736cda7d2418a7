import { encodeParams } from "../../../provider/maas/http/form";
import { authorization, isApiKey } from "../../../provider/maas/http/oauth";
import { normaliseUrl } from "../../../provider/maas/http/url";

describe("a region's URL", () => {
  test.each([
    "http://maas:5240",
    "http://maas:5240/",
    "http://maas:5240/MAAS",
    "http://maas:5240/MAAS/",
    "http://maas:5240/MAAS/api/2.0",
    "http://maas:5240/MAAS/api/2.0/",
    "http://maas:5240//MAAS//api/2.0//",
    " HTTP://MAAS:5240/MAAS ",
    "http://admin:pass@maas:5240/MAAS?x=1#y",
  ])("%s is one and the same", (text) => {
    expect(normaliseUrl(text)).toBe("http://maas:5240/MAAS");
  });

  test.each([
    ["https://maas.example", "https://maas.example/MAAS"],
    ["https://maas.example:443/MAAS", "https://maas.example/MAAS"],
    ["https://proxy.example/region/MAAS/", "https://proxy.example/region/MAAS"],
    ["http://[fd00::1]:5240/MAAS/", "http://[fd00::1]:5240/MAAS"],
  ])("%s becomes %s", (text, expected) => {
    expect(normaliseUrl(text)).toBe(expected);
  });

  test.each(["", "maas:5240", "ftp://maas/MAAS", "http://"])("%j is none", (text) => {
    expect(normaliseUrl(text)).toBeUndefined();
  });
});

describe("a form", () => {
  test("repeats the key of a list, and leaves out what is undefined", () => {
    expect(encodeParams({ devices: [12, 13], name: "md 0", size: undefined, none: [] })).toBe(
      "devices=12&devices=13&name=md+0",
    );
  });

  test("writes booleans as words: to MAAS 0 is true", () => {
    expect(encodeParams({ bootable: false, force: true })).toBe("bootable=false&force=true");
  });

  test("keeps what a person may type", () => {
    const label = "größe & 100% = ☃ +/?";
    expect(new URLSearchParams(encodeParams({ label })).get("label")).toBe(label);
  });
});

describe("the Authorization header", () => {
  const fields = (header: string): Record<string, string> =>
    Object.fromEntries([...header.matchAll(/(\w+)="([^"]*)"/g)].map(([, name = "", value = ""]) => [name, value]));

  test("is OAuth 1.0a PLAINTEXT with an empty consumer secret", () => {
    const header = authorization("consumer:token:secret");
    expect(header).toMatch(/^OAuth /);
    expect(fields(header)).toMatchObject({
      oauth_consumer_key: "consumer",
      oauth_token: "token",
      oauth_signature_method: "PLAINTEXT",
      oauth_version: "1.0",
      oauth_signature: "%26secret",
    });
    expect(Math.abs(Number(fields(header)["oauth_timestamp"]) - Date.now() / 1000)).toBeLessThan(5);
  });

  test("has a nonce of its own each time: MAAS never forgets one", () => {
    const nonces = Array.from({ length: 100 }, () => fields(authorization("a:b:c"))["oauth_nonce"]);
    expect(new Set(nonces).size).toBe(100);
  });

  test("needs a key of three parts", () => {
    expect(["a:b:c", " a:b:c\n"].every(isApiKey)).toBe(true);
    expect(["", "a", "a:b", "a:b:c:d", ":b:c", "a b:c:d"].some(isApiKey)).toBe(false);
  });
});
