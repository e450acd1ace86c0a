/** Names that say that what is given to them is no secret: each way to say so is told, whatever is asked before it to save time. */
import { describe, expect, it } from "vitest";
import { givenTo, type Given } from "../../../src/engine/learned/given.ts";
import { isPassedAbout } from "../../../src/engine/learned/protocol.ts";
import { isPlaceholder } from "../../../src/engine/placeholder.ts";

function given(text: string): Given {
  return givenTo({ before: text, nameAt: 0, secret: "", after: "", path: "", claimed: false, at: 0 });
}

describe("what is given to a name", () => {
  const ofNoSecret = [
    ...[
      'public_key = "',
      'foreignToken: "',
      'key-name="',
      'keyAlias = "',
      'key_arn: "',
      'keyVault="',
      'key_id="',
    ],
    ...['secretName: "', 'passwordClass="', 'token_arn: "', 'credentialsType="', 'tokenProvider="'],
    ...[
      'secret_manager="',
      'resourceKey="',
      'tokenHash = "',
      'userSecretsId="',
      'pub_x = "',
      'existingDbSecret: "',
    ],
    ...[
      'thumbprint: "',
      'non_valid_token="',
      'nonMatchingPassword="',
      'not_existing_key = "',
      'mismatched_password="',
    ],
    ...[
      'invalidToken="',
      'incorrect_password = "',
      'wrong_secret="',
      'bogusKey="',
      'fake_token="',
      'dummyPassword="',
    ],
    ...[
      'nextPageToken: "',
      'Sec-WebSocket-Key: "',
      'businessKey="',
      'oauth_nonce="',
      'oauth_signature_token="',
    ],
    ...['KeySpec="'],
  ];
  it.each(ofNoSecret)("%s is no secret", (text) => expect(given(text).none).toBe(true));

  it.each(['password = "', 'api_token: "', 'secretKey="', 'notes_password="', 'printerToken="'])(
    "%s may be one",
    (text) => expect(given(text).none).toBe(false),
  );

  it.each(["config['", 'settings["', 'env.get("', 'x.get("'])("%s is looked up", (text) =>
    expect(given(text).lookup).toBe(true),
  );

  it.each(['key == "', "each_key != '"])("%s is compared", (text) =>
    expect(given(text).comparedKey).toBe(true),
  );
});

describe("names that are passed about", () => {
  it.each(["sec-websocket-accept", "request-verification-token", "partition_key", "thumbprint", "rspauth"])(
    "%s",
    (name) => expect(isPassedAbout(name, name)).toBe(true),
  );
  it.each(["exchange_token", "api_key", "rspauth2", "oauth_token"])("not %s", (name) =>
    expect(isPassedAbout(name, name)).toBe(false),
  );
});

describe("values that wait to be filled in", () => {
  it.each(["YOUR_TOKEN", "insert-here", "MySecret", "the_password", "PUT_KEY", "Some-thing", "changethis"])(
    "%s",
    (value) => expect(isPlaceholder(value)).toBe(true),
  );
});
