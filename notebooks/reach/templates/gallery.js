/* The gallery without a server: search, sizes, themes, tabs and copying. Everything it needs is in the page. */
(function () {
  "use strict";
  var root = document.documentElement;
  root.classList.add("js");

  /* What is remembered between visits; a browser that keeps nothing for folders is no fault. */
  function kept(name, value) {
    try {
      if (value === undefined) return window.localStorage.getItem("reach-" + name) || "";
      if (value) window.localStorage.setItem("reach-" + name, value); else window.localStorage.removeItem("reach-" + name);
    } catch (refused) { /* not remembered */ }
    return "";
  }

  /* Set before the first paint, so that a dark page never flashes light. */
  var system = window.matchMedia("(prefers-color-scheme: dark)");
  var chosen = kept("theme");
  function dark() { return chosen ? chosen === "dark" : system.matches; }
  function paint() { root.dataset.theme = dark() ? "dark" : "light"; }
  paint();

  document.addEventListener("DOMContentLoaded", function () {
    var words = JSON.parse(document.getElementById("words").textContent);
    var status = document.getElementById("status");
    var size = document.getElementById("size");
    var find = document.getElementById("find");
    var button = document.getElementById("theme");
    var figures = all(".figure");

    function all(selector, within) { return Array.prototype.slice.call((within || document).querySelectorAll(selector)); }

    var hushed;
    function say(text) {
      status.textContent = text;
      status.classList.add("shown");
      window.clearTimeout(hushed);
      hushed = window.setTimeout(function () { status.classList.remove("shown"); }, 3000);
    }

    /* Pictures: the size asked for, in the theme of the page where an edition beside this one has it. */
    function picture(image) {
      var given = JSON.parse(image.dataset.pictures);
      var wanted = size.value === "print" ? "article" : size.value;
      var frame = image.closest("figure");
      var theme = dark() ? "dark" : "light";
      var own = root.dataset.edition;
      var paper = frame.querySelector(".paper");
      var other = frame.querySelector(".other");
      var narrow = window.matchMedia("(max-width: 600px)").matches;
      var found = given[wanted || (narrow && given.mobile ? "mobile" : "article")];
      if (!found) return;
      all("source", image.parentNode).forEach(function (source) { source.remove(); });
      var from = theme !== own && found.other ? found.other : found.src;
      if (image.getAttribute("src") !== from) {
        image.width = found.width;
        image.height = found.height;
        image.src = from;
      }
      frame.querySelector(".plate").className = "plate " + (from === found.other ? theme : own);
      frame.dataset.size = wanted || "";
      if (paper) paper.hidden = size.value !== "print";
      if (other) other.hidden = from !== found.other;
    }
    function pictures() {
      all("img[data-pictures]").forEach(picture);
      all(".index img").forEach(function (image) {
        image.dataset.own = image.dataset.own || image.getAttribute("src");
        var from = image.dataset.other && (dark() ? "dark" : "light") !== root.dataset.edition ? image.dataset.other : image.dataset.own;
        if (image.getAttribute("src") !== from) image.src = from;
      });
    }
    function themed() {
      paint();
      button.setAttribute("aria-pressed", String(dark()));
      pictures();
    }
    button.addEventListener("click", function () {
      chosen = dark() ? "light" : "dark";
      kept("theme", chosen === (system.matches ? "dark" : "light") ? "" : chosen);
      themed();
    });
    system.addEventListener("change", function () { chosen = kept("theme"); themed(); });
    window.matchMedia("(max-width: 600px)").addEventListener("change", pictures);

    /* Search and size leave out what they do not fit. */
    function plain(text) { return text.toLocaleLowerCase(root.lang).replace(/ё/g, "е"); }
    function filter(aloud) {
      var asked = plain(find.value).split(/\s+/).filter(Boolean);
      var left = 0;
      figures.forEach(function (figure) {
        var text = plain(figure.dataset.find);
        var has = !size.value || size.value === "print" ? true : size.value in JSON.parse(figure.querySelector("img[data-pictures]").dataset.pictures);
        if (size.value === "print") has = Boolean(figure.querySelector(".paper"));
        var fits = has && asked.every(function (word) { return text.indexOf(word) >= 0; });
        figure.hidden = !fits;
        document.querySelector('.index [data-for="' + figure.id + '"]').hidden = !fits;
        left += fits;
      });
      document.querySelector(".index .none").hidden = left > 0;
      if (aloud) say(words.found.replace("{n}", left).replace("{of}", figures.length));
    }
    var waiting;
    find.addEventListener("input", function () {
      filter(false);
      window.clearTimeout(waiting);
      waiting = window.setTimeout(function () { filter(true); }, 500);
    });
    size.value = kept("size");
    if (size.selectedIndex < 0) size.value = "";
    size.addEventListener("change", function () { kept("size", size.value); pictures(); filter(true); });

    /* Another language or theme opens at the same figure. */
    function here() {
      var middle = window.innerHeight / 3;
      var seen = figures.filter(function (figure) { return !figure.hidden && figure.getBoundingClientRect().top < middle; }).pop();
      return seen ? "#" + seen.id : "";
    }
    var edition = document.getElementById("edition");
    if (edition) edition.addEventListener("change", function () { if (edition.value) window.location.href = edition.value + here(); });
    all("a[data-keep]").forEach(function (link) {
      var href = link.getAttribute("href");
      link.addEventListener("click", function () { link.href = href + here(); });
    });

    /* Tabs, as the authoring practices have them: one stop, arrows between, the panel follows. */
    figures.forEach(function (figure) {
      var list = figure.querySelector(".tabs");
      var tabs = all("button", list);
      list.hidden = false;
      list.setAttribute("role", "tablist");
      list.setAttribute("aria-label", list.dataset.label);
      tabs.forEach(function (tab) {
        var panel = document.getElementById(tab.dataset.panel);
        tab.setAttribute("role", "tab");
        tab.setAttribute("aria-controls", panel.id);
        panel.setAttribute("role", "tabpanel");
        panel.setAttribute("aria-labelledby", tab.id);
      });
      function show(tab, focus) {
        tabs.forEach(function (one) {
          var on = one === tab;
          one.setAttribute("aria-selected", String(on));
          one.tabIndex = on ? 0 : -1;
          document.getElementById(one.dataset.panel).hidden = !on;
        });
        if (focus) tab.focus();
      }
      show(tabs[0]);
      list.addEventListener("click", function (event) {
        var tab = event.target.closest("[role=tab]");
        if (tab) show(tab, true);
      });
      list.addEventListener("keydown", function (event) {
        var at = tabs.indexOf(document.activeElement);
        var to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
        if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
        event.preventDefault();
        show(tabs[(to + tabs.length) % tabs.length], true);
      });
    });

    /* Embeds and code name the address that the editor's site has for this folder. */
    var based = all("[data-based]");
    var bases = all("input.base");
    based.forEach(function (area) { area.dataset.based = area.value; });
    function rebase(value) {
      var base = value.trim();
      if (!/^(https?:\/\/|\/)[^\s"'<>\\#?]*$/.test(base)) base = "";
      if (base && base.slice(-1) !== "/") base += "/";
      base = base.replace(/&/g, "&amp;");
      based.forEach(function (area) {
        area.value = base ? area.dataset.based.split('"./').join('"' + base) : area.dataset.based;
        if (!area.closest(".embed")) area.value = area.value.split("&amp;").join("&");
      });
    }
    bases.forEach(function (field) {
      field.value = kept("base");
      field.addEventListener("input", function () {
        bases.forEach(function (one) { if (one !== field) one.value = field.value; });
        kept("base", field.value.trim());
        rebase(field.value);
      });
    });
    rebase(kept("base"));

    /* Copying: by the clipboard, else the old way, else the text is marked for the keyboard. */
    function copied(from) {
      say(words.copied);
      from.textContent = words.copied;
      from.classList.add("done");
      window.setTimeout(function () { from.textContent = words.copy; from.classList.remove("done"); }, 2000);
    }
    function byHand(text, from) {
      var area = document.createElement("textarea");
      area.value = text;
      area.readOnly = true;
      area.className = "unseen";
      document.body.appendChild(area);
      area.select();
      var done = false;
      try { done = document.execCommand("copy"); } catch (refused) { done = false; }
      area.remove();
      from.focus();
      if (done) { copied(from); return; }
      var source = document.getElementById(from.dataset.copy);
      if (source.select) { source.focus(); source.select(); } else {
        var range = document.createRange();
        range.selectNodeContents(source);
        window.getSelection().removeAllRanges();
        window.getSelection().addRange(range);
      }
      say(words.by_hand);
    }
    document.addEventListener("click", function (event) {
      var from = event.target.closest(".copy");
      if (!from) return;
      var source = document.getElementById(from.dataset.copy);
      var text = source.value === undefined ? source.textContent : source.value;
      if (navigator.clipboard && navigator.clipboard.writeText) {
        navigator.clipboard.writeText(text).then(function () { copied(from); }, function () { byHand(text, from); });
      } else {
        byHand(text, from);
      }
    });

    window.addEventListener("beforeprint", function () {
      all("img[data-pictures]").forEach(function (image) { image.loading = "eager"; });
    });
    filter(false);
    themed();
  });
})();
