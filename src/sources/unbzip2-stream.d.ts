/** The package has no types of its own: a stream that takes bzip2 and gives what it holds. */
declare module "unbzip2-stream" {
  export default function createBunzip(): NodeJS.ReadWriteStream;
}
