// <writing-field>: the editor is loaded where there is something to write in. Without it the textarea is still a textarea.

customElements.define(
  "writing-field",
  class extends HTMLElement {
    async connectedCallback() {
      const { write } = await import("./editor/editor.js");
      if (this.isConnected && !this.stop) this.stop = write(this);
    }

    disconnectedCallback() {
      this.stop?.();
      this.stop = undefined;
    }
  },
);
