/** Keys in what would be published: a package, an image, a site. */
import { key, type Part } from "../part.ts";

const PACKED = key("{token:github-classic:ghp_}", 9021);
const KEPT = key("{token:github-classic:ghp_}", 9022);
const COPIED = key("{token:github-classic:ghp_}", 9023);
const IGNORED = key("{token:github-classic:ghp_}", 9024);
const SHOWN = key("{token:github-classic:ghp_}", 9025);

export const published: Part = {
  name: "published",
  commits: [
    {
      daysAgo: 35,
      message: "SDK, jobs, handbook",
      files: {
        "sdk/package.json": JSON.stringify({ name: "shop-sdk", version: "1.2.0", files: ["lib"] }),
        "sdk/lib/client.js": `const token = "${PACKED}";\n`,
        "sdk/dev/try.js": `const token = "${KEPT}";\n`,
        "jobs/Dockerfile": "FROM python:3.13\nWORKDIR /jobs\nCOPY . .\n",
        "jobs/.dockerignore": "dev\n",
        "jobs/report.py": `TOKEN = "${COPIED}"\n`,
        "jobs/dev/try.py": `TOKEN = "${IGNORED}"\n`,
        "docs/CNAME": "handbook.shop.example\n",
        "docs/deploy.md": `# Deploy\n\n    export GITHUB_TOKEN=${SHOWN}\n`,
      },
    },
  ],
  planted: [
    { practice: "hygiene-published", path: "sdk/lib/client.js", what: "npm pack takes it along" },
    { practice: "hygiene-published", path: "jobs/report.py", what: "a Dockerfile copies it" },
    { practice: "hygiene-published", path: "docs/deploy.md", what: "on a site" },
  ],
  correct: [
    { path: "sdk/dev/try.js", what: "not in files", practices: ["hygiene-published"] },
    { path: "jobs/dev/try.py", what: "in .dockerignore", practices: ["hygiene-published"] },
  ],
};
