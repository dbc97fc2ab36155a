// Draw the charts of the page in the reader's width and theme; let tables be sorted and searched.
// No text is made a program here, and nothing is asked of any server.
"use strict";

const dark = matchMedia("(prefers-color-scheme: dark)");
const config = {
  displaylogo: false,
  showSendToCloud: false,
  scrollZoom: false,
  modeBarButtons: [["resetScale2d"]],
};

// Parts that several charts have are written once, and named by their number.
function whole(value, parts) {
  if (Array.isArray(value)) return value.map((one) => whole(one, parts));
  if (value === null || typeof value !== "object") return value;
  if ("$" in value) return whole(parts[value.$], parts);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, whole(one, parts)]));
}

// The dark theme differs from the light one in its colours alone.
const SPAN = /(?<=<span style='color:)#[0-9a-fA-F]{6}(?=')/g;
function inDark(value, colours) {
  if (Array.isArray(value)) return value.map((one) => inDark(one, colours));
  if (typeof value === "string") {
    if (value in colours) return colours[value];
    const faded = value.startsWith("rgba(") ? value.slice(0, value.lastIndexOf(",") + 1) : "";
    if (faded in colours) return colours[faded] + value.slice(faded.length);
    return value.replace(SPAN, (colour) => colours[colour] ?? colour);
  }
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, inDark(one, colours)]));
}

// What the browser itself makes of a chart: a file that no server has drawn.
function offerPng(chart) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = "PNG";
  button.setAttribute("aria-label", `PNG, ${chart.box.dataset.file} chart`);
  button.addEventListener("click", () =>
    Plotly.downloadImage(chart.plot, { format: "png", scale: 2, filename: chart.box.dataset.file })
  );
  const line = chart.box.parentElement.querySelector(".files");
  if (!line) return;
  line.insertBefore(button, line.children[line.children.length > 1 ? 1 : 0]);
}

function drawCharts() {
  const data = document.getElementById("drawn");
  if (!data || !window.Plotly) return;
  const { parts, charts, dark: darker } = JSON.parse(data.textContent);
  const boxes = [...document.querySelectorAll("[data-chart]")].map((box) => ({
    box,
    sizes: charts[Number(box.dataset.chart)],
    plot: box.appendChild(document.createElement("div")),
    shown: "",
  }));
  boxes.forEach(offerPng);
  function draw() {
    for (const chart of boxes) {
      const room = chart.box.parentElement.clientWidth;
      const fitting = chart.sizes.filter((size) => size.width <= room);
      const size = fitting.pop() ?? chart.sizes[0];
      const shown = `${size.width} ${dark.matches}`;
      // A printed page hides the charts; what was on the screen stays as it was.
      if (!room || shown === chart.shown) continue;
      chart.shown = shown;
      chart.box.classList.add("drawn");
      const light = whole(size.figure, parts);
      const { data: traces, layout } = dark.matches ? inDark(light, darker) : light;
      Plotly.react(chart.plot, traces, layout, config);
    }
  }
  // The font stands in the styling; a text is measured once, and must not be measured in another.
  const family = "12px 'Escalation Sans'";
  Promise.all([document.fonts.load(family), document.fonts.load(`bold ${family}`)])
    .catch(() => null)
    .then(() => {
      draw();
      dark.addEventListener("change", draw);
      addEventListener("resize", draw);
    });
}

const language = document.body.dataset.language || "en";
const collator = new Intl.Collator(language, { numeric: true });
const signs = Object.fromEntries(
  new Intl.NumberFormat(language).formatToParts(12345.6).map((part) => [part.type, part.value])
);
const months = [...Array(12).keys()].map((month) =>
  new Intl.DateTimeFormat(language, { month: "short" })
    .format(new Date(2024, month, 15))
    .slice(0, 3)
    .toLowerCase()
);

// A day or a number as what it is sorted by; null for any other text.
function sortKey(text) {
  const day = /^(\d{1,2})\.? (\p{L}{3})\S* (\d{4})/u.exec(text);
  if (day) {
    const month = months.indexOf(day[2].toLowerCase());
    if (month >= 0) return Date.UTC(Number(day[3]), month, Number(day[1]));
  }
  const plain = text.replaceAll(signs.group ?? "\u0000", "").replace(signs.decimal ?? ".", ".");
  const number = /^[<>]?\s*([-\u2212]?\d+(\.\d+)?)(\s|$|[%(])/.exec(plain);
  return number ? Number(number[1].replace("\u2212", "-")) : null;
}

function order(one, other) {
  if (one.text === "" || other.text === "") return (one.text === "") - (other.text === "");
  if (one.key !== null && other.key !== null) return one.key - other.key;
  if (one.key !== null || other.key !== null) return one.key === null ? 1 : -1;
  return collator.compare(one.text, other.text);
}

function sortBy(table, column, down) {
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => {
    const text = row.cells[column].textContent.trim();
    return { row, text, key: sortKey(text) };
  });
  // What says nothing stands last in either direction.
  rows.sort((a, b) => (down && a.text && b.text ? order(b, a) : order(a, b)));
  body.append(...rows.map(({ row }) => row));
}

function makeSortable(table) {
  const heads = [...table.tHead.rows[0].cells];
  heads.forEach((head, column) => {
    if (!head.textContent.trim()) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => {
      const down = head.getAttribute("aria-sort") === "ascending";
      for (const other of heads) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", down ? "descending" : "ascending");
      sortBy(table, column, down);
    });
  });
}

function makeSearchable(figure, table) {
  const rows = [...table.tBodies[0].rows];
  const label = document.createElement("label");
  const field = document.createElement("input");
  const found = document.createElement("span");
  field.type = "search";
  found.setAttribute("role", "status");
  label.append("Only rows with ", field);
  const line = document.createElement("p");
  line.className = "search";
  line.append(label, " ", found);
  figure.insertBefore(line, table.parentElement);
  const texts = rows.map((row) => row.textContent.toLowerCase());
  field.addEventListener("input", () => {
    const wanted = field.value.trim().toLowerCase();
    let shown = 0;
    rows.forEach((row, at) => {
      row.hidden = !texts[at].includes(wanted);
      shown += !row.hidden;
    });
    found.textContent = wanted ? `${shown} of ${rows.length} rows` : "";
  });
}

const FEW = 2, MANY = 30;
for (const figure of document.querySelectorAll("figure.table")) {
  const table = figure.querySelector("table");
  const rows = table.tBodies[0].rows.length;
  if (rows > FEW) makeSortable(table);
  if (rows > MANY) makeSearchable(figure, table);
}
drawCharts();
