/* Filters and draws what the page holds: which figures may be joined, what their words are and how far rounding
   reaches was settled when the page was made. The address holds the choice. Nothing is fetched. */
(function () {
  "use strict";
  var DAY = 86400000;
  var data = JSON.parse(document.getElementById("data").textContent);
  var box = {};
  ["c", "m", "f", "u", "k", "d", "s", "a", "b"].forEach(function (id) { box[id] = document.getElementById(id); });
  var P = { metric: 0, service: 1, series: 2, month: 3, value: 4, low: 5, high: 6, drawn: 7, joined: 8, record: 9, from: 10, to: 11 };
  var choice, opening;

  function country() { return data.countries[choice.c]; }
  function last() { return country().moments.length - 1; }
  function begin(code) {
    var start = data.countries[code].start;
    choice = { c: code, s: start.s.slice(), m: start.m, f: start.f, u: "", k: "", d: 1, a: "", b: "" };
  }
  function moment(given) {
    var days = country().moments;
    var k = given === undefined ? choice.k : given;
    if (!k) return last();
    for (var n = last(); n >= 0; n--) if (days[n][0] <= k) return n;
    return -1;
  }

  /* The figures that a choice gives; other says which parts of it are otherwise. */
  function figures(other) {
    var asked = Object.assign({}, choice, other);
    var at = moment(asked.k);
    return country().points.filter(function (p) {
      return p[P.metric] === asked.m && asked.s.indexOf(p[P.service]) >= 0 && p[P.from] <= at && at <= p[P.to] &&
        (!asked.f || p[P.month] >= asked.f) && (!asked.u || p[P.month] <= asked.u);
    }).sort(function (a, b) {
      var by = asked.s.indexOf(a[P.service]) - asked.s.indexOf(b[P.service]);
      [P.series, P.month, P.drawn, P.record].forEach(function (key) { by = by || (a[key] < b[key] ? -1 : a[key] > b[key] ? 1 : 0); });
      return by;
    });
  }
  function limits() {
    var at = moment();
    var after = country().moments[at < 0 ? 0 : at][0];
    var high = choice.u && next(choice.u) < after ? next(choice.u) : after;
    return country().limits.filter(function (r) {
      return r[0] === choice.d && choice.s.indexOf(r[1]) >= 0 && r[8] <= at && at <= r[9] && r[2] < high && (r[3] ? r[3] > first() : after >= first());
    });
  }
  function next(month) {
    var y = +month.slice(0, 4), m = +month.slice(5);
    return m === 12 ? y + 1 + "-01-01" : y + "-" + ("0" + (m + 1)).slice(-2) + "-01";
  }
  function first() { return choice.f + "-01"; }
  function fill(said, given) { return said.replace(/\{(\w+)\}/g, function (_, key) { return given[key]; }); }
  function listed(names) {
    if (names.length < 2) return names.join("");
    if (names.length === 2) return fill(data.two, { a: names[0], b: names[1] });
    var comma = data.three.slice(3, data.three.indexOf("{b}"));
    return fill(data.three, { a: names.slice(0, -2).join(comma), b: names[names.length - 2], c: names[names.length - 1] });
  }
  function name(service) { return country().services[service].name; }

  /* What may not be joined or compared, and what is missing and near. */
  function told(found) {
    var lines = [], every = null, of = {};
    choice.s.forEach(function (service) {
      if (found.some(function (p) { return p[P.service] === service; })) return;
      var ever = { s: [service], f: "", u: "" };
      var near = [["near_time", figures(ever).length], ["near_later", figures({ s: [service], k: "" }).length]];
      data.metrics.forEach(function (metric, m) {
        if (m !== choice.m) near.push(["near_metric", figures(Object.assign({ m: m }, ever)).length, metric[1]]);
      });
      near.push(["near_apart", country().apart[service]]);
      near = near.filter(function (one) { return one[1]; }).map(function (one) { return fill(data.say[one[0]], { n: one[1], metric: one[2] }); });
      var said = fill(data.say.missing, { a: name(service), metric: data.metrics[choice.m][1] });
      lines.push(said + "; " + (near.join(", ") || data.say.near_none) + ".");
    });
    found.forEach(function (p) {
      var mine = of[p[P.service]] = of[p[P.service]] || [];
      if (mine.indexOf(p[P.series]) < 0) mine.push(p[P.series]);
    });
    var there = choice.s.filter(function (service) { return of[service]; });
    there.forEach(function (service) {
      var series = of[service];
      if (series.length > 1) {
        lines.push(fill(data.say.not_joined, { a: name(service), series: series.map(function (s) { return data.series[s]; }).join("; ") }));
      }
      every = every === null ? series : every.filter(function (s) { return series.indexOf(s) >= 0; });
    });
    if (there.length > 1 && !every.length) lines.push(fill(data.say.not_compared, { a: listed(there.map(name)) }));
    return lines;
  }

  /* The chart */
  function folded(text) {
    return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/(.{24,38}?) /g, "$1<br>").replace(/\n/g, "<br>");
  }
  function middle(month) { return month + "-15"; }
  function ink(service) { return data.ink[country().services[service].ink]; }
  function traces(found) {
    var out = [], marks = ["circle", "square", "diamond"], seen = [];
    found.forEach(function (p) { if (seen.indexOf(p[P.series]) < 0) seen.push(p[P.series]); });
    choice.s.forEach(function (service) {
      var mine = found.filter(function (p) { return p[P.service] === service; });
      var record = mine.filter(function (p) { return p[P.drawn]; });
      var x = [], y = [], met = {};
      record.forEach(function (p, i) {
        if (i && !(p[P.joined] && met[p[P.series]])) { x.push(null); y.push(null); }
        met[p[P.series]] = true;
        x.push(middle(p[P.month])); y.push(p[P.value]);
      });
      out.push({ type: "scatter", mode: "lines", x: x, y: y, hoverinfo: "skip", connectgaps: false, line: { color: ink(service), width: 2.4 } });
      [[mine.filter(function (p) { return !p[P.drawn]; }), 7, true], [record, 9.5, false]].forEach(function (some) {
        if (!some[0].length) return;
        out.push({
          type: "scatter", mode: "markers", name: name(service), x: some[0].map(function (p) { return middle(p[P.month]); }),
          y: some[0].map(function (p) { return p[P.value]; }),
          customdata: some[0].map(function (p) { return folded(data.records[p[P.record]][5]); }),
          hovertemplate: "%{customdata}<extra></extra>",
          marker: {
            size: some[1], color: some[2] ? data.look.page : ink(service), opacity: 1,
            symbol: some[0].map(function (p) { return p[P.high] === null ? "triangle-up" : marks[seen.indexOf(p[P.series]) % 3]; }),
            line: { width: some[2] ? 1.8 : 1.2, color: some[2] ? ink(service) : data.look.page }
          },
          error_y: {
            type: "data", symmetric: false, color: data.look.text, thickness: 1.3, width: 3,
            array: some[0].map(function (p) { return (p[P.high] === null ? p[P.value] : p[P.high]) - p[P.value]; }),
            arrayminus: some[0].map(function (p) { return p[P.value] - p[P.low]; })
          }
        });
      });
    });
    return out;
  }
  /* Names at the newest figures, pushed off each other and off figures; tall is a million people in pixels, across
     gives those of a month. */
  function ends(found, tall, across) {
    var low = -Infinity;
    return choice.s.map(function (service) {
      var newest;
      found.forEach(function (p) {
        if (p[P.service] === service && p[P.drawn] && (!newest || p[P.month] >= newest[P.month])) newest = p;
      });
      return newest;
    }).filter(Boolean).sort(function (a, b) { return a[P.value] - b[P.value]; }).map(function (p) {
      var x = across(p[P.month]) + 9, said = name(p[P.service]), y = Math.max(p[P.value] * tall, low + 17), end = x + wide(said);
      function meets(q) { return across(q[P.month]) > x && across(q[P.month]) < end + 6 && Math.abs(q[P.value] * tall - y) < 14; }
      for (var n = 0; n < 9 && found.some(meets); n++) y += 5;
      low = y;
      return { x: middle(p[P.month]), y: p[P.value], yshift: y - p[P.value] * tall, xshift: 9, text: said, xanchor: "left",
        yanchor: "middle", showarrow: false, font: { color: ink(p[P.service]), weight: 600 }, end: end };
    });
  }
  function wide(said) {
    var pen = document.createElement("canvas").getContext("2d");
    pen.font = "600 14px " + data.font;
    return pen.measureText(said).width;
  }
  function bars(found, rows, until) {
    var parts = [];
    found.forEach(function (r) {
      var end = r[3] || until;
      if (!r[4]) parts.push([r, r[2], end, 1]);
      else parts.push([r, r[2], r[4], 1], [r, r[4], end, 0.3]);
    });
    return parts.map(function (part) {
      var r = part[0], start = part[1] < first() ? first() : part[1], end = part[2] > until ? until : part[2];
      return { type: "bar", orientation: "h", xaxis: "x", yaxis: "y2", base: [start], opacity: part[3], x: [Math.max(0, Date.parse(end) - Date.parse(start))],
        y: [rows.indexOf(r[1]) - (r[6] ? 0.22 : 0)], width: [r[6] ? 0.27 : 0.7], customdata: [folded(r[7])],
        hovertemplate: "%{customdata}<extra></extra>",
        marker: { color: data.look["depth_" + (r[6] ? 2 : r[5])], line: { color: data.look.hatch, width: 0.8 },
          pattern: { shape: data.patterns[r[6] ? 3 : r[5] - 1], fgcolor: data.look.hatch, fillmode: "overlay", size: 6 } } };
    });
  }
  function ticks(low, high) {
    var months = Object.keys(data.months).filter(function (m) { return m >= low && m + "-01" < high; });
    var room = Math.max(2, Math.floor(box.plot.clientWidth / 90)), step = Math.ceil(months.length / room);
    return months.filter(function (_, i) { return i % step === 0; });
  }
  function draw(found) {
    /* Plotly comes last: choices and the table need not wait for it, and what the page opens with is drawn already. */
    if (!window.Plotly && opening) return;
    if (!box.plot.data) box.plot.replaceChildren();
    if (!window.Plotly) return;
    var some = limits(), rows = choice.s.filter(function (s) { return some.some(function (r) { return r[1] === s; }); }).reverse();
    var at = moment(), cutoff = country().moments[Math.max(at, 0)][0];
    var end = new Date(Date.parse(cutoff) + DAY).toISOString().slice(0, 10);
    var months = Object.keys(data.months), high = next(choice.u || months[months.length - 1]);
    if (next(cutoff.slice(0, 7)) < high) high = next(cutoff.slice(0, 7));
    var shown = ticks(choice.f, high), low = rows.length ? Math.min(0.6, 0.1 + rows.length * 0.07) : 0;
    var height = 380 + rows.length * 34, bottom = low ? low + 0.06 : 0;
    var top = Math.max.apply(null, [1].concat(found.map(function (p) { return p[P.high] === null ? p[P.value] : p[P.high]; }))) * 1.06;
    var room = box.plot.clientWidth - 60, from = Date.parse(first()), named = ends(found, (height - 56) * (1 - bottom) / top, function (month) {
      return (Date.parse(middle(month)) - from) / (Date.parse(high) - from) * room;
    });
    var right = Math.max.apply(null, [10].concat(named.map(function (one) { return Math.ceil(one.end - room) + 10; })));
    named.forEach(function (one) { delete one.end; });
    var plain = { fixedrange: true, zeroline: false, gridcolor: data.look.grid, tickfont: { size: 13, color: data.look.secondary } };
    window.Plotly.react(box.plot, traces(found).concat(bars(some, rows, end < high ? end : high)), {
      height: height, annotations: named, margin: { l: 10, r: right, t: 10, b: 46 }, showlegend: false, dragmode: false, hovermode: "closest",
      barmode: "overlay", paper_bgcolor: data.look.page, plot_bgcolor: data.look.page, separators: data.separators,
      font: { family: data.font, size: 14, color: data.look.text }, hoverlabel: { align: "left" },
      xaxis: Object.assign({ type: "date", range: [first(), high], tickvals: shown.map(function (m) { return m + "-01"; }),
        ticktext: shown.map(function (m) { return data.months[m]; }), anchor: rows.length ? "y2" : "y", showgrid: false }, plain),
      yaxis: Object.assign({ domain: [bottom, 1], range: [0, top], automargin: true }, plain),
      yaxis2: Object.assign({ domain: [0, low], visible: rows.length > 0, range: [-0.6, rows.length - 0.4], automargin: true, showgrid: false,
        tickvals: rows.map(function (_, i) { return i; }), ticktext: rows.map(name) }, plain, { gridcolor: "rgba(0,0,0,0)" })
    }, { displayModeBar: false, responsive: true });
  }

  /* The controls, each with what a choice of it gives */
  function options(select, rows, value) {
    select.replaceChildren.apply(select, rows.map(function (row) {
      var one = document.createElement("option");
      one.value = row[0];
      one.textContent = row[1] + (row[2] === undefined ? "" : " · " + row[2]);
      return one;
    }));
    select.value = String(value);
    if (select.selectedIndex < 0) select.selectedIndex = 0;
  }
  function offer() {
    var here = country(), ever = figures({ f: "", u: "" });
    options(box.c, Object.keys(data.countries).map(function (c) { return [c, data.countries[c].name]; }), choice.c);
    options(box.m, data.metrics.map(function (m, i) { return [i, m[2], figures({ m: i }).length]; })
      .filter(function (row) { return row[2] || row[0] === choice.m; }), choice.m);
    var months = Object.keys(data.months);
    function within(low, high) { return ever.filter(function (p) { return p[P.month] >= low && (!high || p[P.month] <= high); }).length; }
    var begins = months.filter(function (m) { return m >= choice.f || ever.some(function (p) { return p[P.month] <= m; }); });
    options(box.f, begins.filter(function (m) { return !choice.u || m <= choice.u; })
      .map(function (m) { return [m, data.months[m], within(m, choice.u)]; }), choice.f);
    options(box.u, [["", data.say.everything, within(choice.f, "")]].concat(begins.filter(function (m) { return m >= choice.f; })
      .map(function (m) { return [m, data.months[m], within(choice.f, m)]; })), choice.u);
    options(box.k, here.moments.slice(0, -1).map(function (day) { return [day[0], day[1], figures({ k: day[0] }).length]; })
      .concat([["", here.moments[last()][1], figures({ k: "" }).length]]).reverse(), choice.k && here.moments[Math.max(moment(), 0)][0]);
    box.d.value = String(choice.d);
    var asked = document.activeElement && document.activeElement.value;
    box.s.replaceChildren.apply(box.s, here.services.map(function (service, i) {
      var label = document.createElement("label"), tick = document.createElement("input");
      tick.type = "checkbox";
      tick.value = String(i);
      tick.checked = choice.s.indexOf(i) >= 0;
      label.append(tick, " " + service.name + " · " + figures({ s: [i] }).length);
      return label;
    }));
    if (asked && document.activeElement === document.body) {
      var again = box.s.querySelector("input[value='" + asked + "']");
      if (again) again.focus();
    }
  }
  function cell(row, text, link) {
    var td = document.createElement("td");
    if (link) {
      var a = document.createElement("a");
      a.href = link;
      a.textContent = text;
      td.append(a);
    } else td.textContent = text;
    row.append(td);
  }
  function table(found) {
    document.getElementById("shown").textContent = fill(data.say.rows, { n: found.length });
    var body = document.getElementById("rows");
    body.replaceChildren.apply(body, found.map(function (p) {
      var tr = document.createElement("tr"), r = data.records[p[P.record]], page = data.pages[r[4]] || ["", ""];
      [name(p[P.service]), data.months[p[P.month]], r[0], r[1], r[2], r[3]].forEach(function (text) { cell(tr, text); });
      cell(tr, page[0], page[1]);
      cell(tr, p[P.record]);
      return tr;
    }));
  }
  function lines(id, said) {
    document.getElementById(id).replaceChildren.apply(document.getElementById(id), said.map(function (text) {
      var line = document.createElement("p");
      line.textContent = text;
      return line;
    }));
  }
  /* What changed between two months, in the words made with the page */
  function changed(found) {
    var record = found.filter(function (p) { return p[P.drawn]; }), at = moment(), here = country();
    var months = record.map(function (p) { return p[P.month]; }).sort().filter(function (m, i, all) { return m !== all[i - 1]; });
    document.getElementById("between").hidden = !months.length;
    function offered(id, usual) {
      options(box[id], months.map(function (m) { return [m, data.months[m]]; }), months.indexOf(choice[id]) < 0 ? usual : choice[id]);
      return box[id].value;
    }
    var two = [offered("a", months[0]), offered("b", months[months.length - 1])].sort();
    lines("changes", !months.length ? [] : choice.s.map(function (service) {
      var ends = two.map(function (m) { return record.filter(function (p) { return p[P.service] === service && p[P.month] === m; }); });
      var said = two[0] === two[1] ? data.say.one_month : data.say.one_series;
      if (two[0] !== two[1] && !(ends[0].length && ends[1].length)) said = fill(data.say.no_month, { month: data.months[two[ends[0].length ? 1 : 0]] });
      here.changes.forEach(function (r) {
        if (r[3] <= at && at <= r[4] && [r[0], r[1]].every(function (id, i) { return ends[i].some(function (p) { return p[P.record] === id; }); })) said = r[2];
      });
      return name(service) + ": " + said;
    }));
  }
  function show() {
    var found = figures();
    document.getElementById("what").textContent = country().titles[choice.m];
    document.getElementById("by").textContent = fill(data.say[limits().length ? "subtitle" : "subtitle_bare"], { day: country().moments[Math.max(moment(), 0)][1] });
    offer();
    draw(found);
    table(found);
    changed(found);
    lines("told", told(found));
  }

  /* The address */
  function written() {
    var given = { c: choice.c, s: choice.s.map(function (s) { return country().services[s].id; }).join(","), m: data.metrics[choice.m][0],
      f: choice.f, u: choice.u, k: choice.k, d: String(choice.d), a: choice.a, b: choice.b };
    return "#" + Object.keys(given).filter(function (key) { return given[key] !== ""; })
      .map(function (key) { return key + "=" + encodeURIComponent(given[key]); }).join("&");
  }
  function read() {
    var given = {};
    location.hash.slice(1).split("&").forEach(function (part) {
      var at = part.indexOf("=");
      try { if (at > 0) given[part.slice(0, at)] = decodeURIComponent(part.slice(at + 1)); } catch (odd) { /* not ours */ }
    });
    begin(Object.prototype.hasOwnProperty.call(data.countries, given.c) ? given.c : Object.keys(data.countries)[0]);
    var ids = country().services.map(function (s) { return s.id; });
    var asked = (given.s || "").split(",").map(function (s) { return ids.indexOf(s); }).filter(function (s, i, all) { return s >= 0 && all.indexOf(s) === i; });
    if (asked.length) choice.s = asked;
    data.metrics.forEach(function (m, i) { if (m[0] === given.m) choice.m = i; });
    if (data.months[given.f]) choice.f = given.f;
    if (data.months[given.u] && given.u >= choice.f) choice.u = given.u;
    ["a", "b"].forEach(function (id) { if (data.months[given[id]]) choice[id] = given[id]; });
    if (/^\d{4}-\d{2}-\d{2}$/.test(given.k || "")) choice.k = given.k;
    if (["0", "1", "2"].indexOf(given.d) >= 0) choice.d = +given.d;
  }
  function chosen(event) {
    var id = event.target.id;
    if (id === "c") begin(box.c.value);
    else if (id === "m" || id === "d") choice[id] = +box[id].value;
    else if (id) choice[id] = box[id].value;
    else {
      var ticked = Array.prototype.map.call(box.s.querySelectorAll(":checked"), function (one) { return +one.value; });
      if (!ticked.length) { event.target.checked = true; return; }
      choice.s = choice.s.filter(function (s) { return ticked.indexOf(s) >= 0; })
        .concat(ticked.filter(function (s) { return choice.s.indexOf(s) < 0; }));
    }
    history.replaceState(null, "", written());
    show();
  }
  box.plot = document.getElementById("plot");
  document.querySelectorAll(".choices").forEach(function (form) { form.addEventListener("change", chosen); });
  window.addEventListener("hashchange", function () { read(); show(); });
  window.addEventListener("resize", function () { if (box.plot.data) draw(figures()); });
  read();
  opening = location.hash.length < 2;
  show();
  opening = false;
  document.addEventListener("DOMContentLoaded", function () { if (window.Plotly) draw(figures()); });
})();
