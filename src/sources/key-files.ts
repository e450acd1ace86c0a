/**
 * Files that usually hold keys. They are looked at even when an ignore rule of git names them: such rules exist because of
 * the keys in them. Base names only, compared without regard to case.
 */

/** Names that are key files as they stand. */
const NAMES: ReadonlySet<string> = new Set([
  ".dockercfg",
  ".dockerconfigjson",
  ".env",
  ".envrc",
  ".git-credentials",
  ".htpasswd",
  ".my.cnf",
  ".mylogin.cnf",
  ".netrc",
  ".npmrc",
  ".pgpass",
  ".pypirc",
  ".s3cfg",
  ".terraformrc",
  ".vault-token",
  ".yarnrc.yml",
  "_netrc",
  "accesskeys.csv",
  "application_default_credentials.json",
  "appsettings.development.json",
  "appsettings.local.json",
  "appsettings.production.json",
  "auth.json",
  "client_secret.json",
  "credentials",
  "credentials.csv",
  "credentials.json",
  "credentials.tfrc.json",
  "credentials.toml",
  "credentials.xml",
  "credentials.yaml",
  "credentials.yml",
  "database.yml",
  "google-services.json",
  "googleservice-info.plist",
  "gradle.properties",
  "key.properties",
  "keystore.properties",
  "kubeconfig",
  "local.properties",
  "local.settings.json",
  "local_settings.py",
  "master.key",
  "nuget.config",
  "pip.conf",
  "secret_token.rb",
  "secring.asc",
  "secrets.env",
  "secrets.ini",
  "secrets.json",
  "secrets.properties",
  "secrets.py",
  "secrets.toml",
  "secrets.yaml",
  "secrets.yml",
  "sftp-config.json",
  "sftp.json",
  "terraform.rc",
  "wp-config.php",
]);

/** The rest, as patterns on the lower-cased name. Each alternative is anchored and free of nested repetition. */
const PATTERN = new RegExp(
  [
    String.raw`^\.(?:env|dev\.vars)(?:[.\-_].*)?$`,
    String.raw`\.(?:env|pem|key|ppk|tfvars|tfstate|asc|ovpn|kubeconfig|mobileprovision)$`,
    String.raw`\.tfvars\.json$`,
    String.raw`\.tfstate(?:\.\d+)?\.backup$`,
    String.raw`^terraform\.tfstate`,
    String.raw`^id_(?:rsa|dsa|ecdsa|ed25519)(?:[._-].*)?$`,
    String.raw`^(?:service[-_]?account|firebase-adminsdk|client_secret|gcp-key|gcloud).*\.json$`,
    String.raw`-firebase-adminsdk-.*\.json$`,
  ].join("|"),
);

/** Public halves of key pairs hold no secret. */
const PUBLIC_KEY = /\.pub$/;

/** Directories that hold little but keys; key files in them are looked at even when the directory itself is ignored. */
const DIRECTORIES: ReadonlySet<string> = new Set([
  ".aws",
  ".azure",
  ".docker",
  ".gcp",
  ".kube",
  ".secrets",
  ".ssh",
  ".vercel",
  "certs",
  "credentials",
  "keys",
  "secrets",
]);

/** True for the base name of a file that usually holds keys. */
export function isKeyFile(name: string): boolean {
  const key = name.toLowerCase();
  return NAMES.has(key) || (PATTERN.test(key) && !PUBLIC_KEY.test(key));
}

/** True for the base name of a directory that usually holds keys. */
export function isKeyDirectory(name: string): boolean {
  return DIRECTORIES.has(name.toLowerCase());
}
