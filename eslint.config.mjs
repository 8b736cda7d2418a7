import js from "@eslint/js";
import importX from "eslint-plugin-import-x";
import tseslint from "typescript-eslint";

/** `target` must not import from `from`: the directions of the house, one wall a line. */
const wall = (target, from, message) => ({ target: `./${target}`, from: `./${from}`, message });

const walls = [
  ...["sdk", "emulator", "cli", "examples", "tests"].map((room) =>
    wall("provider", room, `provider/ is the engine room: it must not know ${room}/`),
  ),
  ...["provider", "sdk", "cli", "examples", "tests"].map((room) =>
    wall("emulator", room, "emulator/ and the client meet on the wire only"),
  ),
  ...["emulator", "cli", "examples", "tests"].map((room) => wall("sdk", room, `sdk/ must not know ${room}/`)),
  wall("sdk", "provider/resources", "sdk/ declares, provider/resources/ decides"),
  ...["examples", "tests", "provider/resources", "provider/machine"].map((room) =>
    wall("cli", room, `cli/ must not know ${room}/`),
  ),
  wall("provider/http", "provider/api", "http/ knows no models"),
  wall("provider/http", "provider/machine", "http/ knows no machines"),
  wall("provider/http", "provider/resources", "http/ knows no resources"),
  wall("provider/api", "provider/machine", "api/ is the wire and nothing else"),
  wall("provider/api", "provider/resources", "api/ is the wire and nothing else"),
  wall("provider/machine", "provider/resources", "machine/ serves resources/, not the other way round"),
];

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
