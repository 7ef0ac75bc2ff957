// Everything here makes better what already works as links and forms; without it the product is complete.
import "@hotwired/turbo";
import "./menus.js";
import "./forms.js";
import "./landing.js";
import "./reading.js";
import "./refresh.js";
import "./theme.js";
import "features.js"; // every feature's own: build.mjs finds them

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
