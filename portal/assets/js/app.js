// Everything here makes better what already works as links and forms; without it the product is complete.
import "@hotwired/turbo";
import "./menus.js";
import "./forms.js";
import "./refresh.js";
import "./similar.js";
import "./reading.js";
import "./shortcuts.js";

document.documentElement.classList.add("has-script");

customElements.define(
  "data-chart",
  class extends HTMLElement {
    async connectedCallback() {
      const { plot } = await import("./charts.js");
      if (this.isConnected && !this.stop) this.stop = plot(this);
    }

    disconnectedCallback() {
      this.stop?.();
      this.stop = undefined;
    }
  },
);

customElements.define(
  "writing-field",
  class extends HTMLElement {
    async connectedCallback() {
      const { write } = await import("./writing.js");
      if (this.isConnected && !this.stop) this.stop = write(this);
    }

    disconnectedCallback() {
      this.stop?.();
      this.stop = undefined;
    }
  },
);
