/**
 * Texts of an interface in files of translations: what such a file gives to `password` is what users read, however rare its letters are
 * in English. Told by the file's name and by words, never for what has a digit or signs within. Pure; linear time.
 */
import type { Candidate } from "./candidate.ts";

/** Languages that programs are translated into (ISO 639-1). */
const LANGUAGES: ReadonlySet<string> = new Set(
  (
    "af am ar as az be bg bn bo br bs ca ceb ckb co cs cy da de el en eo es et eu fa fi fil fo fr fy ga gd gl gu ha haw he hi hr ht hu hy id ig is it iw " +
    "ja jv ka kk km kn ko ku kw ky la lb lo lt lv mg mi mk ml mn mr ms mt my nb ne nl nn no oc or pa pl ps pt ro ru rw sc sd si sk sl sm sn so sq sr st su " +
    "sv sw ta te tg th tk tl tr tt ug uk ur uz vi wo xh yi yo zh zu"
  ).split(" "),
);
/** What a file of texts ends with. */
const OF_TEXTS =
  /\.(?:json|ya?ml|php|[cm]?[jt]s|po|properties|xml|arb|resx|strings|lua|toml|xlf|xliff|ftl|lang)$/;
/** A name of a language with its script or country, and nothing else: `pt-BR.json`, `zh_Hant.yml`. */
const LANGUAGE = /^([a-z]{2,3})(?:[-_][A-Za-z]{2,4}){0,2}\./;
/** A word for such files: `translations_lang.php`, `messages_de.properties`. */
const BY_WORD =
  /^(?:[\w-]*[._-])?(?:locales?|messages|translations?|strings|i18n|l10n|lang(?:uages?)?)[._-]/i;
/** A resource of Android. */
const RESOURCE = /<string name="[\w.-]{1,80}">$/;
const ESCAPED_LETTER = /\\u[0-9a-fA-F]{4}/g;
const BETWEEN_WORDS = /[ ,.:;!?'()/-]+/;
/** Small letters, also behind a capital, or an abbreviation. */
const WORD = /^(?:[A-Z\x80-\xff]?[a-z\x80-\xff]{0,40}|[A-Z]{2,5})$/;
const LONGEST = 200;

/** @param path Base name of a file. */
function isOfTranslations(path: string): boolean {
  if (!OF_TEXTS.test(path)) return false;
  const language = LANGUAGE.exec(path)?.[1];
  return (
    (language !== undefined && LANGUAGES.has(language)) || BY_WORD.test(path) || path.endsWith(".strings")
  );
}

/** `"password": "Wachtwoord"` in `nl.json`. */
export function isTranslation({ secret, before, path }: Candidate): boolean {
  if (secret.length > LONGEST) return false;
  if (!isOfTranslations(path) && !RESOURCE.test(before.slice(-100))) return false;
  // What stands for a letter may stand within a word.
  return secret.replaceAll(ESCAPED_LETTER, "\x80").split(BETWEEN_WORDS).every(isWord);
}

function isWord(text: string): boolean {
  return WORD.test(text);
}
