/** The name under which the scroll lock of dialogs looks for a nonce. */
export function shareNonce(): void {
  Reflect.set(window, '__webpack_nonce__', styleNonce());
}

/** The nonce that the server wrote into the index page, for the style elements that Mantine makes. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? '';
}
