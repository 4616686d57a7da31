interface PolicyFactory {
  createPolicy: (name: string, rules: { createHTML: (text: string) => string }) => unknown;
}

function isFactory(value: unknown): value is PolicyFactory {
  return typeof value === 'object' && value !== null && 'createPolicy' in value;
}

/**
 * Mantine writes its variables as text into a style element, which counts as HTML under
 * `require-trusted-types-for 'script'`. Text without "<" can't make an element, so only that is let through.
 */
export function allowStyleText(): void {
  const factory: unknown = Reflect.get(window, 'trustedTypes');
  if (!isFactory(factory)) return;
  factory.createPolicy('default', {
    createHTML: (text) => {
      if (text.includes('<')) throw new TypeError('HTML from text is not allowed.');
      return text;
    },
  });
}
