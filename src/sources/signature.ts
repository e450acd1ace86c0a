/** Whether the bytes have this sequence at an index, the first one where none is given. */
export function beginsWith(bytes: Uint8Array, signature: readonly number[], at = 0): boolean {
  return signature.every((byte, i) => bytes[at + i] === byte);
}
