/** The nonce that the server wrote into the index page, for the style elements that Mantine makes. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}
