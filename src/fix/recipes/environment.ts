/** `.env` on the machine of a developer, and how each language reads it. */
import type { Recipe } from "./step.ts";

/** For those who have no secret manager: a file that git ignores. */
export const environmentRecipe: Recipe = (names) => [
  { say: "Put the new values into .env (mode 600, never committed):" },
  { run: `cp -n .env.example .env && chmod 600 .env   # then fill in ${names.join(", ")}` },
  { say: "Load it:" },
  { run: "node --env-file=.env app.js                 # Node.js 20.6 or newer; or: import 'dotenv/config'" },
  { run: "set -a; . ./.env; set +a                    # any program started from this shell" },
  { run: "docker run --env-file .env IMAGE            # docker compose reads .env by itself" },
  { run: "python -m dotenv run -- python app.py       # pip install 'python-dotenv[cli]'" },
];
