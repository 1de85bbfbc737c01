/** Shows the states of one piece of work that takes a while: at its start, now and then, and at its end. */
export type View<State> = (state: State) => void;

/** Makes the view of one piece of work. */
export type ViewFactory<State> = () => View<State>;

/** The place where a kind of work is shown. Rooms that work have one; the room that draws fills it. */
export interface ThrottledViews<State> {
  /** Says how work of this kind is shown, and returns what was in force before. */
  set(create: ViewFactory<State>): ViewFactory<State>;
  /** A view for a new piece of work, at most ten updates a second; the start and the end always come through. */
  open(now?: () => number): View<State>;
}

const pauseMilliseconds = 100;

/** A place for the views of one kind of work; until somebody fills it, the work is silent. */
export function throttledViews<State extends { status: string }>(): ThrottledViews<State> {
  let createView: ViewFactory<State> = () => () => {};
  return {
    set(create) {
      const previous = createView;
      createView = create;
      return previous;
    },
    open(now = () => performance.now()) {
      const view = createView();
      let last = -Infinity;
      return (state) => {
        if (state.status === 'running' && now() - last < pauseMilliseconds) return;
        last = now();
        view(state);
      };
    },
  };
}
