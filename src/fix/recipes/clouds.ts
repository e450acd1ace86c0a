/** The secret managers of AWS, Google Cloud and Azure. */
import type { Recipe } from "./step.ts";

/** Names as these services want them: small letters and dashes. */
const dashed = (name: string): string => name.toLowerCase().replaceAll("_", "-");

const aws: Recipe = (names) => [
  {
    say: "Store each value (it is read from standard input, not from the command line, which others can see):",
  },
  ...names.map((name) => ({
    run: `read -rs V && printf %s "$V" | aws secretsmanager create-secret --name app/${name} --secret-string file:///dev/stdin; unset V`,
  })),
  { say: "Read them into the environment of the program:" },
  ...names.map((name) => ({
    run: `export ${name}="$(aws secretsmanager get-secret-value --secret-id app/${name} --query SecretString --output text)"`,
  })),
  {
    say: "On ECS name them under secrets of the container, as on Lambda and EKS by the extension or the CSI driver:",
  },
  ...names.map((name) => ({
    run: `{ "name": "${name}", "valueFrom": "arn:aws:secretsmanager:REGION:ACCOUNT:secret:app/${name}" }`,
  })),
  {
    say: "Let the role of the program read these secrets alone: secretsmanager:GetSecretValue on their ARNs.",
  },
];

const gcp: Recipe = (names) => [
  { say: "Store each value (read from standard input):" },
  ...names.map((name) => ({
    run: `read -rs V && printf %s "$V" | gcloud secrets create ${name} --replication-policy=automatic --data-file=-; unset V`,
  })),
  { say: "Let the service account of the program read them:" },
  ...names.map((name) => ({
    run: `gcloud secrets add-iam-policy-binding ${name} --member=serviceAccount:SERVICE_ACCOUNT --role=roles/secretmanager.secretAccessor`,
  })),
  { say: "Hand them to Cloud Run (or export them):" },
  {
    run: `gcloud run services update SERVICE --set-secrets=${names.map((name) => `${name}=${name}:latest`).join(",")}`,
  },
  ...names.map((name) => ({
    run: `export ${name}="$(gcloud secrets versions access latest --secret=${name})"`,
  })),
];

const azure: Recipe = (names) => [
  { say: "Store each value (Key Vault knows no underscores; --file keeps it off the command line):" },
  ...names.map((name) => ({
    run: `read -rs V && printf %s "$V" | az keyvault secret set --vault-name VAULT --name ${dashed(name)} --file /dev/stdin --encoding utf-8; unset V`,
  })),
  { say: "Hand them to an App Service or Function (its identity needs the role Key Vault Secrets User):" },
  ...names.map((name) => ({
    run: `az webapp config appsettings set --resource-group GROUP --name APP --settings '${name}=@Microsoft.KeyVault(VaultName=VAULT;SecretName=${dashed(name)})'`,
  })),
  { say: "Or read them into the environment:" },
  ...names.map((name) => ({
    run: `export ${name}="$(az keyvault secret show --vault-name VAULT --name ${dashed(name)} --query value --output tsv)"`,
  })),
];

export const cloudRecipes: Readonly<Record<"aws" | "gcp" | "azure", Recipe>> = { aws, gcp, azure };
