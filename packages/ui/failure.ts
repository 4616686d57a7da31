/** What a person needs to know of a failure. `status` 0 means that the server could not be reached. */
export interface Failure {
  status: number;
  code: string;
  detail: string;
  next_step: string | null;
  request_id: string | null;
}

function text(from: object, name: string): string | null {
  const value: unknown = Reflect.get(from, name);
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Reads any thrown thing, problem details or not. */
export function failureOf(error: unknown): Failure {
  if (typeof error !== 'object' || error === null) return unknownFailure;
  const status: unknown = Reflect.get(error, 'status');
  return {
    status: typeof status === 'number' ? status : -1,
    code: text(error, 'code') ?? 'unknown',
    detail: text(error, 'detail') ?? text(error, 'message') ?? unknownFailure.detail,
    next_step: text(error, 'next_step'),
    request_id: text(error, 'request_id'),
  };
}

const unknownFailure: Failure = {
  status: -1,
  code: 'unknown',
  detail: 'Something in this part of the page stopped working.',
  next_step: null,
  request_id: null,
};
