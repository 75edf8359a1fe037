/* Draws the figure of this page from the data in it, lets keys walk through its values, and tells a page that frames it
   how high it is. Nothing is fetched. */
(function () {
  "use strict";
  var root = document.documentElement;
  if (location.hash === "#embed" || /[?&]embed(=|&|$)/.test(location.search)) root.classList.add("embed");

  document.addEventListener("DOMContentLoaded", function () {
    var frame = document.querySelector(".chart");
    var plot = frame.firstElementChild;
    if (window.Plotly) {
      var given = JSON.parse(document.getElementById("figure").textContent);
      /* Words are measured when they are drawn: the fonts must be there first, or found to be missing. */
      var fonts = ["1rem 'Reach Sans'", "600 1rem 'Reach Sans'"].map(function (font) { return document.fonts.load(font, "aя"); });
      var figures = given.figures;
      figures.forEach(function (one) {
        one.data.forEach(function (trace) {
          if (trace.customdata) trace.customdata = trace.customdata.map(function (n) { return given.said[n]; });
        });
      });
      /* The layout of the narrowest width that still fits. */
      function fitting() {
        return figures.filter(function (one, i) { return i === 0 || one.from <= frame.clientWidth; }).pop();
      }
      var shown = fitting();
      Promise.allSettled(fonts).then(function () {
        return window.Plotly.newPlot(plot, shown.data, shown.layout, given.config);
      }).then(function () {
        window.addEventListener("resize", function () {
          if (fitting() === shown) return;
          shown = fitting();
          window.Plotly.react(plot, shown.data, shown.layout, given.config);
        });
        walk(frame, plot);
        tell();
      });
    } else {
      lost(frame);
    }
    if (window.parent !== window) {
      new ResizeObserver(tell).observe(root);
      tell();
    }
  });

  /* Taken out of its folder, the page has no drawing script: the picture stands in, with a word on why. */
  function lost(frame) {
    var picture = new DOMParser().parseFromString(document.querySelector("noscript").textContent, "text/html").images[0];
    var word = document.createElement("p");
    word.className = "line";
    word.textContent = frame.dataset.lost;
    frame.classList.add("lost");
    frame.removeAttribute("tabindex");
    frame.replaceChildren(document.adoptNode(picture), word);
  }

  /* The height of the root, which margins at the ends of the body are part of. */
  var told = 0;
  function tell() {
    var height = Math.ceil(root.getBoundingClientRect().height);
    if (window.parent === window || height === told) return;
    told = height;
    window.parent.postMessage({ reach: "height", height: height }, "*");
  }

  /* Arrow keys go from value to value as a mouse would; what the box says is read out. */
  function walk(frame, plot) {
    var stops = [];
    plot._fullData.forEach(function (trace, curve) {
      if (trace.visible !== true || trace.hoverinfo === "skip" || trace.hoverinfo === "none" || !trace.x) return;
      for (var i = 0; i < Math.max(trace.x.length, (trace.y || []).length); i++) {
        if (trace.x[i] !== null && trace.y[i] !== null) stops.push([curve, i, (trace.xaxis || "x") + (trace.yaxis || "y")]);
      }
    });
    var at = -1;
    var reading;
    var said = document.getElementById("said");
    function go(to) {
      at = Math.min(Math.max(to, 0), stops.length - 1);
      var stop = stops[at];
      window.Plotly.Fx.hover(plot, [{ curveNumber: stop[0], pointNumber: stop[1] }], stop[2]);
      /* Plotly draws a box a moment after it is asked, and only the last one asked for. */
      window.clearTimeout(reading);
      reading = window.setTimeout(read, 90);
    }
    function read() {
      var words = Array.prototype.map.call(plot.querySelectorAll(".hoverlayer text"), function (text) {
        var lines = Array.prototype.map.call(text.querySelectorAll("tspan"), function (line) { return line.textContent; });
        return lines.length ? lines.join(" ") : text.textContent;
      });
      said.textContent = words.join("; ");
    }
    frame.addEventListener("keydown", function (event) {
      var to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: stops.length - 1 }[event.key];
      if (event.altKey || event.ctrlKey || event.metaKey || !stops.length) return;
      if (event.key === "Escape") { window.clearTimeout(reading); window.Plotly.Fx.unhover(plot); at = -1; said.textContent = ""; }
      if (to === undefined) return;
      event.preventDefault();
      go(to);
    });
    frame.addEventListener("blur", function () { window.Plotly.Fx.unhover(plot); });
  }
})();
