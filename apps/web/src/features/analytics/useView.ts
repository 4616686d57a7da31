import { getRouteApi } from '@tanstack/react-router';
import { readView, writeView, type View } from './model';

const route = getRouteApi('/authed/shell/analytics');

export interface ViewState {
  view: View;
  ignored: string[];
  show: (change: Partial<View>) => void;
}

/** The view that the address holds; showing another one is going to its address, so Back undoes it. */
export function useView(): ViewState {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { view, ignored } = readView(search);
  const show = (change: Partial<View>): void => {
    void navigate({ search: writeView({ ...view, ...change }), resetScroll: false });
  };
  return { view, ignored, show };
}
