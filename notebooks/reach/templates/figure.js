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
      var views = given.views;
      views.forEach(function (view) {
        view.figures.forEach(function (one) {
          one.data.forEach(function (trace) {
            if (trace.customdata) trace.customdata = trace.customdata.map(function (n) { return given.said[n]; });
          });
        });
      });
      var view = views[0];
      /* The layout of the narrowest width that still fits. */
      function fitting() {
        return view.figures.filter(function (one, i) { return i === 0 || one.from <= frame.clientWidth; }).pop();
      }
      var shown = fitting();
      var draw = function () {
        shown = fitting();
        return window.Plotly.react(plot, shown.data, until(shown.layout, view.steps[at]), given.config);
      };
      var at = -1;
      Promise.allSettled(fonts).then(function () {
        return window.Plotly.newPlot(plot, shown.data, shown.layout, given.config);
      }).then(function () {
        window.addEventListener("resize", function () { if (fitting() !== shown) draw(); });
        var reset = walk(frame, plot);
        var steps = stepped(function () { return view.steps; }, function (to) { at = to; draw(); });
        switched(views, function (to) { view = to; at = -1; steps(); return draw().then(reset); });
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

  /* A layout as of one of its days: what came later is veiled. */
  function until(layout, step) {
    var axes = Object.keys(layout).filter(function (name) { return /^xaxis/.test(name) && layout[name].type === "date"; });
    if (!step || !axes.length) return layout;
    var names = axes.map(function (name) { return name.replace("axis", ""); });
    var ends = axes.map(function (name) { return layout[name.replace("x", "y")].domain; });
    var low = Math.min.apply(null, ends.map(function (end) { return end[0]; }));
    var high = Math.max.apply(null, ends.map(function (end) { return end[1]; }));
    var line = { type: "line", layer: "above", xref: names[0], yref: "paper", x0: step.day, x1: step.day, y0: low, y1: high,
      line: { color: layout.font.color, width: 2, dash: "solid" } };
    var veil = { type: "rect", layer: "above", xref: names[0], yref: "paper", x0: step.day, x1: layout[axes[0]].range[1], y0: low,
      y1: high, fillcolor: layout.paper_bgcolor, opacity: 0.8, line: { width: 0 } };
    return Object.assign({}, layout, {
      shapes: layout.shapes.concat([veil, line]),
      annotations: layout.annotations.map(function (word) {
        return names.indexOf(word.xref) >= 0 && word.x > step.day ? Object.assign({}, word, { opacity: 0.12 }) : word;
      })
    });
  }

  /* Next and Back through the days of the figure; after the last the whole is shown again. */
  function stepped(steps, show) {
    var line = document.querySelector(".steps");
    if (!line) return function () {};
    var buttons = line.querySelectorAll("button");
    var word = line.querySelector("[role=status]");
    var at = -1;
    function say() {
      var all = steps();
      line.hidden = all.length < 2;
      buttons[0].disabled = at < 0;
      word.textContent = at < 0 ? word.dataset.whole : at + 1 + "/" + all.length + " · " + all[at].said;
    }
    [-1, 1].forEach(function (way, i) {
      buttons[i].addEventListener("click", function () {
        at += way;
        if (at >= steps().length) at = -1;
        show(at);
        say();
      });
    });
    say();
    return function () { at = -1; say(); };
  }

  /* Another count of the same: its figure, with its own words, in the place of the first. */
  function switched(views, show) {
    var line = document.querySelector(".views");
    if (!line) return;
    var buttons = Array.prototype.slice.call(line.querySelectorAll("button"));
    line.hidden = false;
    buttons.forEach(function (button, i) {
      button.addEventListener("click", function () {
        buttons.forEach(function (one) { one.setAttribute("aria-pressed", String(one === button)); });
        var view = views[i];
        document.querySelector("h1").textContent = view.title;
        document.querySelector(".sub").textContent = view.sub;
        document.getElementById("caption").textContent = view.caption;
        var chart = document.querySelector(".chart");
        chart.setAttribute("aria-label", view.alt + " " + chart.dataset.walk);
        var own = document.getElementById("own");
        if (own) own.hidden = i === 0;
        document.querySelectorAll("main details").forEach(function (part) { part.hidden = i > 0; });
        document.getElementById("lines").replaceChildren.apply(document.getElementById("lines"), view.lines.map(function (text) {
          var said = document.createElement("p");
          said.className = "line";
          said.textContent = text;
          return said;
        }));
        show(view);
      });
    });
  }

  /* Arrow keys go from value to value as a mouse would; what the box says is read out. */
  function walk(frame, plot) {
    var stops, at;
    function reset() {
      stops = [];
      at = -1;
      plot._fullData.forEach(function (trace, curve) {
        if (trace.visible !== true || trace.hoverinfo === "skip" || trace.hoverinfo === "none" || !trace.x) return;
        for (var i = 0; i < Math.max(trace.x.length, (trace.y || []).length); i++) {
          if (trace.x[i] !== null && trace.y[i] !== null) stops.push([curve, i, (trace.xaxis || "x") + (trace.yaxis || "y")]);
        }
      });
    }
    reset();
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
    return reset;
  }
})();
