/** The shop itself: client, server, settings, as they should be. Every key comes from the environment. */
import type { Part } from "../part.ts";

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

export const shop: Part = {
  name: "shop",
  commits: [
    {
      daysAgo: 730,
      message: "Shop",
      files: {
        ".gitignore": "node_modules/\n.env\n.env.local\n",
        "README.md": "# Shop\n\nCopy `.env.example` to `.env`, and fill it.\n",
        "package.json": json({ name: "shop", private: true, workspaces: ["web", "server"] }),
        ".env.example": "STRIPE_SECRET_KEY=\nSENTRY_TOKEN=\nDATABASE_URL=postgres://localhost/shop\n",
      },
    },
    {
      daysAgo: 720,
      message: "Server",
      files: {
        "server/package.json": json({ name: "server", private: true, type: "module", main: "src/index.js" }),
        "server/src/index.js":
          'import { charge } from "./payments.js";\n\nexport const handler = (request) => charge(request.body.amount);\n',
        "server/src/payments.js":
          'const secret = process.env.STRIPE_SECRET_KEY;\n\nexport async function charge(amount) {\n  return fetch("https://api.stripe.com/v1/charges", {\n    method: "POST",\n    headers: { Authorization: `Bearer ${secret}` },\n    body: new URLSearchParams({ amount }),\n  });\n}\n',
      },
    },
    {
      daysAgo: 700,
      message: "Client",
      files: {
        "web/package.json": json({ name: "web", private: true, devDependencies: { vite: "^6.0.0" } }),
        "web/index.html":
          '<!doctype html>\n<div id="app"></div>\n<script type="module" src="/src/main.ts"></script>\n',
        "web/src/main.ts":
          'import { showCart } from "./cart";\n\nshowCart(document.querySelector("#app"));\n',
        "web/src/cart.ts":
          "export function showCart(element: Element | null): void {\n  element?.append(import.meta.env.VITE_TITLE);\n}\n",
      },
    },
    {
      daysAgo: 400,
      message: "Deployment",
      files: {
        "deploy/compose.yaml":
          "services:\n  server:\n    build: ../server\n    environment:\n      STRIPE_SECRET_KEY: ${STRIPE_SECRET_KEY}\n",
        ".github/workflows/deploy.yml":
          "on: push\npermissions:\n  contents: read\njobs:\n  deploy:\n    runs-on: ubuntu-latest\n    steps:\n      - run: ./deploy.sh\n        env:\n          TOKEN: ${{ secrets.DEPLOY_TOKEN }}\n",
      },
    },
  ],
  planted: [],
  correct: [
    { path: "server/src/payments.js", what: "the key comes from the environment" },
    { path: ".env.example", what: "names without values" },
    { path: "deploy/compose.yaml", what: "the key comes from the environment" },
    { path: ".github/workflows/deploy.yml", what: "the key comes from the secrets of the repository" },
  ],
};
