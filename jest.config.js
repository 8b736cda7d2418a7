const { whyNoLxd } = require("./kit/lxd/availability.js");

const tier = (name, extra = {}) => ({
  displayName: name,
  testEnvironment: "node",
  modulePathIgnorePatterns: ["<rootDir>/dist/", "<rootDir>/.tmp/", "<rootDir>/.demo/"],
  testMatch: [`<rootDir>/tests/${name}/**/*.test.ts`],
  transform: {
    "^.+\\.ts$": [
      "@swc/jest",
      { jsc: { target: "es2022", parser: { syntax: "typescript" } }, module: { type: "commonjs" } },
    ],
  },
  ...extra,
});

/**
 * LXD must be installed and started by root, which a developer's computer may not have: there the tier is left out, aloud.
 * In CI it fails.
 */
const lxdTiers = () => {
  const reason = whyNoLxd();
  if (reason !== undefined && !process.env.CI) {
    console.warn(`The tests on a real LXD are left out: ${reason} (CONTRIBUTING.md says more).`);
    return [];
  }
  const setup = "<rootDir>/kit/lxd/setup.ts";
  return [tier("lxd", { globalSetup: setup, globalTeardown: "<rootDir>/kit/lxd/teardown.ts" })];
};

/** The tiers, from the cheapest to the dearest: CONTRIBUTING.md says what each is for. */
module.exports = {
  projects: [
    tier("unit"),
    tier("integration"),
    tier("contract"),
    tier("host", { globalSetup: "<rootDir>/kit/engine/setup-build.ts" }),
    ...lxdTiers(),
    tier("e2e", { globalSetup: "<rootDir>/kit/engine/setup-engine.ts" }),
  ],
  testSequencer: "<rootDir>/jest.sequencer.js",
  // A test on the real engine takes some twenty seconds on two idle cores, and much longer on busy ones.
  testTimeout: 180_000,
  // Most tests of the real engine wait for other processes: a core to spare for them would be idle.
  maxWorkers: "100%",
};
