import { useNavigate } from '@tanstack/react-router';
import { exploreSearch, type Figure, type View } from './model';

/** Goes to Explore with a figure of this view. */
export function useExplore(view: View): (figure: Figure) => void {
  const navigate = useNavigate();
  return (figure) => void navigate({ to: '/data-explorer', search: exploreSearch(view, figure) });
}
