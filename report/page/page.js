// Draw each chart at the widest of its sizes that fits, in the theme of the reader's system.
const dark = matchMedia("(prefers-color-scheme: dark)");
const config = {
  displaylogo: false,
  showSendToCloud: false,
  scrollZoom: false,
  modeBarButtons: [["toImage", "resetScale2d"]],
};
const charts = [...document.querySelectorAll(".chart")].map((box) => ({
  box,
  sizes: JSON.parse(box.querySelector("script").textContent),
  plot: box.appendChild(document.createElement("div")),
  shown: null,
}));
function draw() {
  for (const chart of charts) {
    const fitting = chart.sizes.filter((size) => size.width <= chart.box.clientWidth);
    const size = fitting.pop() ?? chart.sizes[0];
    const figure = size[dark.matches ? "dark" : "light"];
    // A printed page hides the charts; what was on the screen stays as it was.
    if (!chart.box.clientWidth || figure === chart.shown) continue;
    chart.shown = figure;
    Plotly.react(chart.plot, structuredClone(figure.data), structuredClone(figure.layout), config);
  }
}
for (const chart of charts) chart.box.classList.add("drawn");
draw();
dark.addEventListener("change", draw);
addEventListener("resize", draw);
