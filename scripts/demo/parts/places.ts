/** Keys in places where they don't belong: code, clients. */
import { key, type Part } from "../part.ts";

const PAYMENTS = key("sk_live_{base62:24}", 9001);
const MAIL = key("SG.{base62:22}.{base62:43}", 9002);
const CLIENT = key("sk_live_{base62:24}", 9003);
const BUNDLED = key("{token:github-classic:ghp_}", 9004);
const MOBILE = key("sk_live_{base62:24}", 9005);
const VARIABLE = key("{token:github-classic:ghp_}", 9006);
const PUBLISHABLE = key("pk_live_{base62:24}", 9007);
const LOCAL = key("rk_live_{base62:24}", 9008);
const REMOVED = key("{token:github-classic:ghp_}", 9009);

export const places: Part = {
  name: "places",
  commits: [
    {
      daysAgo: 60,
      message: "Mail",
      files: { "server/src/mail.py": `import smtplib\n\nSENDGRID_API_KEY = "${MAIL}"\n` },
    },
    {
      daysAgo: 58,
      message: "Refunds",
      files: {
        "server/src/refunds.js": `export const stripe = new Stripe("${PAYMENTS}");\n`,
        "server/src/deploy.sh": `export GITHUB_TOKEN="${REMOVED}"\n`,
      },
    },
    { daysAgo: 57, message: "Deploy script", files: { "server/src/deploy.sh": 'exec ./deploy "$@"\n' } },
    {
      daysAgo: 40,
      message: "Checkout",
      files: {
        "web/src/main.ts":
          'import { showCart } from "./cart";\nimport { pay } from "./checkout";\n\nshowCart(document.querySelector("#app"));\npay();\n',
        "web/src/checkout.ts":
          'import { stripeKey } from "./keys";\n\nexport const pay = () => fetch("/pay", { headers: { key: stripeKey } });\n',
        "web/src/keys.ts": `export const stripeKey = "${CLIENT}";\n`,
        "web/src/publishable.ts": `export const publishable = "${PUBLISHABLE}";\n`,
        "web/public/config.js": `window.config = { token: "${BUNDLED}" };\n`,
        "web/.env.production": `VITE_GITHUB_TOKEN=${VARIABLE}\nVITE_STRIPE=${PUBLISHABLE}\n`,
        "mobile/app/src/main/AndroidManifest.xml": "<manifest/>\n",
        "mobile/app/src/main/res/values/strings.xml": `<resources>\n  <string name="stripe_key">${MOBILE}</string>\n</resources>\n`,
      },
    },
  ],
  local: { ".env": `STRIPE_RESTRICTED_KEY=${LOCAL}\n` },
  planted: [
    { practice: "hygiene-hard-coded", path: "server/src/mail.py", what: "a literal in Python" },
    { practice: "hygiene-hard-coded", path: "server/src/refunds.js", what: "a literal in JavaScript" },
    {
      practice: "hygiene-hard-coded",
      path: "server/src/deploy.sh",
      what: "removed, and in the history still",
    },
    { practice: "hygiene-hard-coded", path: "web/src/keys.ts", what: "a literal in TypeScript" },
    { practice: "hygiene-client-side", path: "web/src/keys.ts", what: "imported by the client's entry" },
    { practice: "hygiene-client-side", path: "web/public/config.js", what: "in a public folder" },
    { practice: "hygiene-client-side", path: "web/.env.production", what: "in a variable for the client" },
    {
      practice: "hygiene-client-side",
      path: "mobile/app/src/main/res/values/strings.xml",
      what: "in a resource of an app",
    },
  ],
  correct: [
    {
      path: ".env",
      what: "a key on this machine alone",
      practices: ["hygiene-hard-coded", "hygiene-client-side", "hygiene-published"],
    },
    {
      path: "web/src/publishable.ts",
      what: "a publishable key",
      practices: ["hygiene-hard-coded", "hygiene-client-side", "hygiene-privilege", "hygiene-rotation"],
    },
    { path: "server/src/refunds.js", what: "a server's module", practices: ["hygiene-client-side"] },
  ],
};
