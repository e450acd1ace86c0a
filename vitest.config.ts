/** Tests run from source, but for what the build makes (rules, kernel, command): `npm test` builds first. */
import type { ViteUserConfig } from "vitest/config";

const config: ViteUserConfig = {
  test: {
    include: ["test/**/*.test.ts"],
    // Tests that start processes share the machine with those that compile all rules.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
};

export default config;
