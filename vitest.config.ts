/** Tests run from source, but for what the build makes (rules, kernel, command): `npm test` builds first. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/**/*.test.ts"],
    // Tests that start processes share the machine with those that compile all rules.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
