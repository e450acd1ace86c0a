/** The word "password" in other languages: what a text of an interface says, and as little a password as "password" is. */

const WORDS = [
  ...[
    "passwort",
    "kennwort",
    "wachtwoord",
    "wagwoord",
    "lösenord",
    "passord",
    "adgangskode",
    "lykilorð",
    "salasana",
    "parool",
  ],
  ...[
    "parole",
    "parola",
    "slaptažodis",
    "heslo",
    "hasło",
    "jelszó",
    "lozinka",
    "geslo",
    "fjalëkalimi",
    "şifre",
    "senha",
  ],
  ...[
    "contraseña",
    "contrasenya",
    "contrasinal",
    "pasahitza",
    "sandi",
    "okwuntughe",
    "пароль",
    "парола",
    "лозинка",
  ],
  ...["密码", "密碼", "口令", "パスワード", "비밀번호", "암호"],
];

/** As bytes of UTF-8 look as latin-1, each in lower case; made when it is first asked for. */
let seen: ReadonlySet<string> | undefined;

function seenWords(): ReadonlySet<string> {
  const words = WORDS.flatMap((word) => [word, word.toUpperCase()]);
  return new Set(words.map((word) => Buffer.from(word, "utf8").toString("latin1").toLowerCase()));
}

/** @param text Latin-1. */
export function isForeignWord(text: string): boolean {
  seen ??= seenWords();
  return seen.has(text.toLowerCase());
}
