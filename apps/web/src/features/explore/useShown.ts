import { useEffect, useRef, type RefObject } from 'react';

/** Brings an element to the top of the window, under the header, while it is wanted: once, and again when it changes. */
export function useShown(wanted: boolean, change: number): RefObject<HTMLElement | null> {
  const ref = useRef<HTMLElement>(null);
  useEffect(() => {
    if (wanted) ref.current?.scrollIntoView({ block: 'start' });
  }, [wanted, change]);
  return ref;
}
