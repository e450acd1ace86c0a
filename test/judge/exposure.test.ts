import { describe, expect, it } from "vitest";
import { clientExposure } from "../../src/judge/exposure.ts";

describe("who sees a place, by its path", () => {
  it.each([
    ["public/app.js", "public-folder"],
    ["web/public/config.json", "public-folder"],
    ["wwwroot/js/site.js", "public-folder"],
    ["src/main/resources/static/app.js", "public-folder"],
    ["web/dist/assets/index-4f3a2b1c.js", "client-bundle"],
    ["web/build/static/js/main.8a1b2c3d.chunk.js", "client-bundle public-folder"],
    [".next/static/chunks/app.js", "client-bundle public-folder"],
    ["dist/app.min.js", "client-bundle"],
    ["dist/app.js.map", "source-map"],
    ["dist/server.js", "build-output"],
    ["dist/my-handlers.js", "build-output"],
    ["index.html", "html"],
    ["src/App.vue", "html"],
    ["src/sw.js", "service-worker"],
    ["web/firebase-messaging-sw.js", "service-worker"],
    ["app/src/main/res/values/strings.xml", "mobile-app"],
    ["app/google-services.json", "mobile-app"],
    ["ios/App/Info.plist", "mobile-app"],
    // Run by the server, or of no client's.
    ["public/index.php", ""],
    ["server/index.ts", ""],
    ["src/publication/a.js", ""],
    ["lib/distance.js", ""],
    ["config/strings.xml", ""],
    ["<commit 1234abcd5678>", ""],
  ])("%s: %s", (path, exposure) => {
    expect(clientExposure(path, undefined).join(" ")).toBe(exposure);
  });

  it.each([
    "NEXT_PUBLIC_KEY",
    "VITE_KEY",
    "REACT_APP_KEY",
    "EXPO_PUBLIC_KEY",
    "NUXT_PUBLIC_KEY",
    "GATSBY_KEY",
  ])("%s is written into client code", (variable) =>
    expect(clientExposure(".env", variable)).toEqual(["client-variable"]),
  );

  it.each(["STRIPE_KEY", "INVITE_KEY", "PUBLIC_KEY", "next_public_key"])("%s is not", (variable) =>
    expect(clientExposure(".env", variable)).toEqual([]),
  );
});
