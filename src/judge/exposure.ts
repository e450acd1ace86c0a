/** Who gets to see a place besides the people who work on the code, told by its path and by the name that the secret is assigned to. */
import type { Exposure } from "../types.ts";

/** What bundlers replace by its value in code for browsers and apps: Next.js, Vite, Create React App, Expo, Nuxt, Gatsby, Vue CLI, SvelteKit and Astro, Angular, Storybook, RedwoodJS, Snowpack. */
const CLIENT_VARIABLE =
  /^(?:NEXT_PUBLIC|VITE|REACT_APP|EXPO_PUBLIC|NUXT_PUBLIC|NUXT_ENV|GATSBY|VUE_APP|PUBLIC|NG_APP|STORYBOOK|REDWOOD_ENV|SNOWPACK_PUBLIC)_[A-Z0-9_]+$/;

const SOURCE_MAP = /\.(?:[cm]?js|jsx|tsx?|css|bundle)\.map$/;
const SERVICE_WORKER = /(?:^|\/)(?:sw|service-?worker|firebase-messaging-sw|ngsw-worker)\.[cm]?[jt]s$/i;
const HTML = /\.x?html?$|\.(?:vue|svelte)$/i;
const MOBILE =
  /(?:^|\/)res\/(?:values|xml|raw)[^/]*\/[^/]+$|(?:^|\/)(?:AndroidManifest\.xml|google-services\.json|GoogleService-Info\.plist|Info\.plist)$|\.xcconfig$|\.(?:storyboard|xib)$|(?:^|\/)src\/main\/assets\//;
/** What web servers hand out as it is; a language of the server is run there instead. */
const PUBLIC = /(?:^|\/)(?:public|public_html|static|wwwroot|htdocs|www)\/(?:.*\/)?([^/]+)$/;
const RUN_ON_SERVERS = /\.(?:php\d?|phtml|py|rb|pl|cgi|jsp|aspx?|ashx|cshtml|cfm|go|java|kt|rs)$/i;
/** Names that bundlers give: with a hash of the content, or in folders of their own. */
const BUNDLE =
  /(?:^|\/)(?:_next\/static|\.next\/static|\.nuxt\/dist\/client|\.output\/public|\.svelte-kit\/output\/client|_nuxt|_astro)\/|(?:^|\/)(?:dist|build|out|public|static|assets|js|chunks|bundles?)\/(?:.*\/)?[\w.~-]+[.-](?:[0-9a-f]{8,32}|(?=[\w-]*[0-9A-Z])[\w-]{8})\.(?:chunk\.)?(?:bundle\.)?[cm]?js$|\.(?:bundle|chunk|min)\.js$/;
const OUTPUT = /(?:^|\/)(?:dist|build|out)\/(?:.*\/)?[^/]+\.(?:[cm]?js|css|json)$/;

/** Parts of a repository's history that are no files: `<commit 1234abcd5678>`. */
const NO_FILE = /^</;

/**
 * @param path Relative to what is scanned: folders above it say nothing.
 * @param variable The name that the secret is assigned to.
 */
export function clientExposure(path: string, variable: string | undefined): Exposure[] {
  const exposure: Exposure[] = [];
  if (variable !== undefined && variable !== "PUBLIC_KEY" && CLIENT_VARIABLE.test(variable))
    exposure.push("client-variable");
  if (NO_FILE.test(path)) return exposure;
  if (SOURCE_MAP.test(path)) exposure.push("source-map");
  if (SERVICE_WORKER.test(path)) exposure.push("service-worker");
  if (HTML.test(path)) exposure.push("html");
  if (MOBILE.test(path)) exposure.push("mobile-app");
  if (BUNDLE.test(path)) exposure.push("client-bundle");
  else if (OUTPUT.test(path)) exposure.push("build-output");
  const served = PUBLIC.exec(path)?.[1];
  if (served !== undefined && !RUN_ON_SERVERS.test(served)) exposure.push("public-folder");
  return exposure;
}
