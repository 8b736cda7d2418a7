import { type ConnectionSettings, resolveSettings } from "../../provider/maas/config";
import { ConfigError } from "../../provider/run/config";

type Texts = Readonly<Record<string, string>>;

const resolve = (config: Texts, env: Texts = {}): ConnectionSettings => resolveSettings((key) => config[key], env);

const problem = (config: Texts, env: Texts = {}): string => {
  try {
    resolve(config, env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  throw new Error("this was to fail");
};

const URL_AND_KEY = { "maas:apiUrl": "http://maas:5240", "maas:apiKey": "a:b:c" };

test("the configuration of the stack comes before the environment", () => {
  const env = { MAAS_API_URL: "http://other:5240", MAAS_API_KEY: "d:e:f", MAAS_API_CACERT: "/etc/ca.pem" };
  expect(resolve({ "maas:apiUrl": "http://maas:5240/" }, env)).toMatchObject({
    apiUrl: "http://maas:5240/MAAS",
    apiKey: "d:e:f",
    caCert: "/etc/ca.pem",
  });
});

test("what is not said has a default", () => {
  expect(resolve(URL_AND_KEY)).toEqual({
    apiUrl: "http://maas:5240/MAAS",
    apiKey: "a:b:c",
    caCert: undefined,
    insecure: false,
    maxInFlight: undefined,
    timeoutMs: undefined,
    readyTimeoutMs: 3_600_000,
    preview: "online",
    writerLock: "computer",
  });
});

test("times are given in seconds, and all settings by the environment, too", () => {
  const env = { MAAS_INSECURE: "1", MAAS_MAX_IN_FLIGHT: "8", MAAS_TIMEOUT: "30", MAAS_READY_TIMEOUT: "0" };
  expect(resolve(URL_AND_KEY, env)).toMatchObject({
    insecure: true,
    maxInFlight: 8,
    timeoutMs: 30_000,
    readyTimeoutMs: 0,
  });
});

test("everything that is missing is in one error, with both ways to give it", () => {
  const message = problem({});
  expect(message).toContain("maas:apiUrl (or the environment variable MAAS_API_URL) is missing: pulumi config set");
  expect(message).toContain(
    "maas:apiKey (or the environment variable MAAS_API_KEY) is missing: pulumi config set --secret",
  );
});

test.each([
  ["maas:apiUrl", "maas:5240", "is not an http or https URL"],
  ["maas:apiKey", "only:two", "must have three parts"],
  ["maas:insecure", "maybe", "must be true or false"],
  ["maas:maxInFlight", "0", "must be a whole number from 1 to 64"],
  ["maas:maxInFlight", "2.5", "must be a whole number from 1 to 64"],
  ["maas:timeout", "soon", "must be a whole number from 1 to 3600"],
  ["maas:readyTimeout", "-1", "must be a whole number from 0 to 86400"],
])("%s: %j is refused by the name of its key, without the value", (key, value, what) => {
  const message = problem({ ...URL_AND_KEY, [key]: value });
  expect(message).toMatch(new RegExp(`${key} .*${what}`));
  expect(message).not.toContain(`${value} `);
});

describe("an explicit provider", () => {
  const explicit = { "maas:explicit": "true", "maas:apiUrl": "http://site-b:5240" };
  const otherSite = {
    MAAS_API_URL: "http://site-a",
    MAAS_API_KEY: "a:a:a",
    MAAS_API_CACERT: "/a.pem",
    MAAS_INSECURE: "1",
  };

  test("takes nothing from the environment, which may be another site's", () => {
    expect(problem(explicit, otherSite)).toBe(
      "a maas.Provider is not configured: apiKey or apiKeyVariable must be given",
    );
    expect(resolve({ ...explicit, "maas:apiKey": "b:b:b" }, otherSite)).toMatchObject({
      apiUrl: "http://site-b:5240/MAAS",
      caCert: undefined,
      insecure: false,
    });
  });

  test("takes its key from the variable that it names, and from no other", () => {
    const named = { ...explicit, "maas:apiKeyVariable": "SITE_B_KEY" };
    expect(resolve(named, { ...otherSite, SITE_B_KEY: " b:b:b\n" })).toMatchObject({ apiKey: "b:b:b" });
    expect(problem(named, otherSite)).toContain("the environment variable SITE_B_KEY (apiKeyVariable) is not set");
  });
});
