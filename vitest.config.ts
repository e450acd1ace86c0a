/** Tests run from source, but for what the build makes (rules, kernel, command): `npm test` builds first. */
import type { ViteUserConfig } from "vitest/config";

const config: ViteUserConfig = {
  test: {
    include: ["test/**/*.test.ts"],
    // Limits are there to end what hangs: tests that start processes share the machine with those that compile all rules, and whatever else runs.
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
};

export default config;
