import js from "@eslint/js";
import importX from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

import { documentedProperties } from "./tools/lint/documented-properties.mjs";

/** `target` must not import from `from`: the directions of the house, one wall a line. */
const wall = (target, from, message) => ({ target: `./${target}`, from: `./${from}`, message });

const walls = [
  ...["sdk", "emulator", "cli", "examples", "kit", "tests", "tools"].map((room) =>
    wall("provider", room, `provider/ is the engine room: it must not know ${room}/`),
  ),
  ...["provider", "sdk", "cli", "examples", "kit", "tests", "tools"].map((room) =>
    wall("emulator", room, "emulator/ and the client meet on the wire only"),
  ),
  ...["emulator", "cli", "examples", "kit", "tests", "tools"].map((room) =>
    wall("sdk", room, `sdk/ must not know ${room}/`),
  ),
  ...["provider", "sdk", "emulator", "cli", "kit", "tests", "tools"].map((room) =>
    wall("examples", room, "an example imports the package by its name, as a user's program does"),
  ),
  ...["tests", "tools"].map((room) => wall("kit", room, `kit/ serves tests and tools, and must not know ${room}/`)),
  wall("tools", "tests", "what tools and tests share is in kit/"),
  // A tier's tests of tools are in a folder of their own.
  ...["*", "*/!(tools)/**"].map((files) =>
    wall(`tests/${files}/*.ts`, "tools", "what tools and tests share is in kit/"),
  ),
  ...["pulumi", "run", "maas", "lxd"].map((room) =>
    wall("provider/http", `provider/${room}`, "http/ is the same for every system, and knows nothing of what is sent"),
  ),
  ...["http", "run", "maas", "lxd"].map((room) =>
    wall("provider/pulumi", `provider/${room}`, "pulumi/ is the protocol, the same for every system"),
  ),
  ...["maas", "lxd"].map((room) => wall("provider/run", `provider/${room}`, "run/ is the same for every system")),
  wall("provider/run", "provider/http", "run/ is the same for every system, however it is spoken to"),
  wall("provider/maas", "provider/lxd", "maas/ and lxd/ stand side by side"),
  wall("provider/lxd", "provider/maas", "maas/ and lxd/ stand side by side"),
  ...["api", "storage", "kinds"].map((room) =>
    wall("provider/lxd/http", `provider/lxd/${room}`, `http/ knows nothing of ${room}/`),
  ),
  ...["storage", "kinds"].map((room) =>
    wall("provider/lxd/api", `provider/lxd/${room}`, "api/ is the wire and nothing else"),
  ),
  wall("provider/lxd/storage", "provider/lxd/kinds", "storage/ serves kinds/, not the other way round"),
  ...["kinds", "storage"].map((room) =>
    wall("sdk", `provider/lxd/${room}`, "sdk/ declares, provider/lxd/kinds/ decides"),
  ),
  wall("sdk", "provider/maas/kinds", "sdk/ declares, provider/maas/kinds/ decides"),
  wall("sdk", "provider/maas/storage", "sdk/ declares, provider/maas/kinds/ decides"),
  ...["examples", "kit", "tests", "tools", "provider/maas/kinds", "provider/maas/storage", "provider/maas/machine"].map(
    (room) => wall("cli", room, `cli/ must not know ${room}/`),
  ),
  ...["api", "machine", "storage", "kinds"].map((room) =>
    wall("provider/maas/http", `provider/maas/${room}`, `http/ knows nothing of ${room}/`),
  ),
  ...["objects", "storage", "kinds"].map((room) =>
    wall("provider/maas/machine", `provider/maas/${room}`, "machine/ serves the other rooms, not the other way round"),
  ),
  ...["storage", "kinds"].map((room) =>
    wall("provider/maas/objects", `provider/maas/${room}`, "objects/ says what there is, and decides nothing"),
  ),
  ...["machine", "objects", "storage", "kinds"].map((room) =>
    wall("provider/maas/api", `provider/maas/${room}`, "api/ is the wire and nothing else"),
  ),
  wall("provider/maas/storage", "provider/maas/kinds", "storage/ serves kinds/, not the other way round"),
];

/** The rooms of the emulator, from the roof to the ground: each imports from those below it alone. */
const emulatorRooms = [
  "protocol",
  "routes",
  "render",
  "fleets",
  "rules/life",
  "rules/filters",
  "rules/storage",
  "faults",
  "world",
  "wire",
];
for (const [floor, room] of emulatorRooms.entries()) {
  for (const above of emulatorRooms.slice(0, floor)) {
    walls.push(wall(`emulator/${room}`, `emulator/${above}`, `${above}/ stands on ${room}/, not the other way round`));
  }
}

export default tseslint.config(
  { ignores: ["dist/**", "node_modules/**", "coverage/**", ".tmp/**", ".demo/**"] },
  js.configs.recommended,
  {
    files: ["**/*.ts"],
    extends: [...tseslint.configs.recommendedTypeChecked],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { "import-x": importX },
    settings: {
      "import-x/parsers": { "@typescript-eslint/parser": [".ts"] },
      "import-x/resolver": { typescript: true, node: { extensions: [".ts", ".js"] } },
    },
    rules: {
      "import-x/no-restricted-paths": ["error", { zones: walls }],
      "import-x/no-cycle": "error",
      "@typescript-eslint/no-explicit-any": "error",
      "@typescript-eslint/no-non-null-assertion": "error",
      "@typescript-eslint/consistent-type-imports": ["error", { fixStyle: "inline-type-imports" }],
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_" }],
      "max-lines": ["error", { max: 300, skipBlankLines: true, skipComments: true }],
      "max-lines-per-function": ["error", { max: 40, skipBlankLines: true, skipComments: true }],
    },
  },
  {
    files: ["provider/**/*.ts"],
    rules: {
      "no-restricted-imports": [
        "error",
        { paths: [{ name: "@pulumi/pulumi", message: "The provider host must start without the Pulumi SDK." }] },
      ],
    },
  },
  {
    files: ["sdk/**/*.ts"],
    plugins: { house: { rules: { "documented-properties": documentedProperties } } },
    rules: { "house/documented-properties": "error" },
  },
  {
    files: ["tests/**/*.ts"],
    rules: { "max-lines-per-function": "off" },
  },
  {
    files: ["**/*.{js,mjs,cjs}"],
    languageOptions: {
      globals: {
        process: "readonly",
        console: "readonly",
        URL: "readonly",
        setTimeout: "readonly",
        setInterval: "readonly",
        clearInterval: "readonly",
        fetch: "readonly",
        AbortSignal: "readonly",
        Buffer: "readonly",
        module: "writable",
        require: "readonly",
        __dirname: "readonly",
      },
    },
  },
);
