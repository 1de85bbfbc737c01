// Runs inside JupyterLab's page (`--LabApp.expose_app_in_browser`): what the browser tests ask of it.
'use strict';

window.attend = (() => {
  const app = () => window.jupyterapp;
  const panel = () => {
    const widget = app()?.shell.currentWidget;
    return widget?.content?.model?.sharedModel && widget.sessionContext ? widget : null;
  };
  const cells = () => panel().content.model.sharedModel.cells;

  return {
    /** True once the notebook at `path` is in front, loaded, and has a kernel that answers. */
    isReady: (path) => {
      const current = panel();
      return Boolean(
        current?.context.path === path &&
        current.context.isReady &&
        current.sessionContext.session?.kernel?.status === 'idle',
      );
    },
    kernelStatus: () => panel().sessionContext.session?.kernel?.status ?? null,
    /** Ends when the last cell has been answered. */
    runAll: () => app().commands.execute('notebook:run-all-cells'),
    /** Starts one cell; `done` says whether to wait for its answer. */
    runCell: async (index, done = true) => {
      panel().content.activeCellIndex = index;
      const answer = app().commands.execute('notebook:run-cell');
      if (done) await answer;
    },
    setSource: (index, source) => cells()[index].setSource(source),
    cells: () => cells().map((cell) => cell.toJSON()),
    /** Cells out of sight are not drawn; brings one into view. */
    show: async (index) => {
      panel().content.activeCellIndex = index;
      await panel().content.scrollToItem(index, 'center');
    },
    /** The colour of every word of a cell's code, and of its plain text under ''. */
    coloursIn: (place) => {
      const colourOf = (element) => getComputedStyle(element).color;
      const words = [...document.querySelectorAll(`${place} .cm-line span`)];
      const colours = words.map((word) => [word.textContent.trim(), colourOf(word)]);
      return {
        ...Object.fromEntries(colours),
        '': colourOf(document.querySelector(`${place} .cm-line`)),
      };
    },
  };
})();
