/** The secret managers of AWS, Google Cloud and Azure. */
import { asked, forEachName, type Recipe } from "./step.ts";

/** What a command line shows, others on the machine can see. */
const STORE = "Store the values (in bash; each is asked for, and stays off the command line):";
const READ = "Read them into the environment of the program:";

const aws: Recipe = (names) => [
  { say: STORE },
  forEachName(
    names,
    asked('aws secretsmanager create-secret --name "app/$N" --secret-string file:///dev/stdin'),
  ),
  { say: READ },
  forEachName(
    names,
    'export "$N=$(aws secretsmanager get-secret-value --secret-id "app/$N" --query SecretString --output text)"',
  ),
  { say: "On ECS, an entry each under secrets of the container:" },
  ...names.map((name) => ({
    run: `{ "name": "${name}", "valueFrom": "arn:aws:secretsmanager:REGION:ACCOUNT:secret:app/${name}" }`,
  })),
  { say: "The program's role needs secretsmanager:GetSecretValue on these secrets, and no more." },
];

const gcp: Recipe = (names) => [
  { say: STORE },
  forEachName(names, asked('gcloud secrets create "$N" --replication-policy=automatic --data-file=-')),
  { say: "Let the program's service account read them:" },
  forEachName(
    names,
    'gcloud secrets add-iam-policy-binding "$N" --member=serviceAccount:SERVICE_ACCOUNT --role=roles/secretmanager.secretAccessor',
  ),
  { say: "Hand them to Cloud Run:" },
  {
    run: `gcloud run services update SERVICE --set-secrets=${names.map((name) => `${name}=${name}:latest`).join(",")}`,
  },
  { say: READ },
  forEachName(names, 'export "$N=$(gcloud secrets versions access latest --secret="$N")"'),
];

/** Key Vault knows no underscores. */
const dashed = (name: string): string => name.toLowerCase().replaceAll("_", "-");

const azure: Recipe = (names) => [
  { say: STORE },
  forEachName(
    names,
    asked(
      'az keyvault secret set --vault-name VAULT --name "$(echo "$N" | tr A-Z_ a-z-)" --file /dev/stdin --encoding utf-8',
    ),
  ),
  { say: "Hand them to an App Service or Function, whose identity needs the role Key Vault Secrets User:" },
  ...names.map((name) => ({
    run: `az webapp config appsettings set --resource-group GROUP --name APP --settings '${name}=@Microsoft.KeyVault(VaultName=VAULT;SecretName=${dashed(name)})'`,
  })),
  { say: READ },
  forEachName(
    names,
    'export "$N=$(az keyvault secret show --vault-name VAULT --name "$(echo "$N" | tr A-Z_ a-z-)" --query value --output tsv)"',
  ),
];

/** By the name that `keyscan fix --to` takes. */
export const cloudRecipes: Readonly<Record<"aws" | "gcp" | "azure", Recipe>> = { aws, gcp, azure };
