/* Run in the page itself, before anything else: only here are the width and the system's theme known.
   It asks for the first answer and chart, and for what Dash will ask for, while the scripts are on their way. */
(function () {
    "use strict";
    const page = document.documentElement;
    const system = window.matchMedia("(prefers-color-scheme: dark)").matches;
    const chosen = new URLSearchParams(window.location.search).get("theme");
    const theme = chosen === "dark" || (chosen !== "light" && system) ? "dark" : "light";
    page.setAttribute("data-theme", theme);
    page.setAttribute("data-mantine-color-scheme", theme);

    const first = document.getElementById("first");
    const width = Math.max(280, Math.floor(first.querySelector(".measure .chart").clientWidth));
    const asked = new URLSearchParams({
        search: window.location.search,
        width: width,
        dark: system,
        phone: window.innerWidth < 600,
    });

    /* Behind a proxy the page may stand under a path of its own. */
    const base = window.location.pathname.replace(/[^/]*$/, "");
    const early = {};
    early[base + "_dash-layout"] = fetch(base + "_dash-layout?" + asked);
    early[base + "_dash-dependencies"] = fetch(base + "_dash-dependencies");
    /* Each is handed over once; what is asked again is asked anew. */
    const later = window.fetch;
    window.fetch = function (address, options) {
        const reply = early[address];
        delete early[address];
        return reply || later(address, options);
    };

    fetch(base + "first?" + asked)
        .then((reply) => (reply.ok ? reply.text() : ""))
        .then((content) => (first.querySelector(".first-content").innerHTML = content));

    /* The picture goes when the chart itself is drawn; the words over it, when the page's own are there. */
    function look() {
        const main = document.getElementById("main");
        page.classList.toggle("mounted", Boolean(main));
        const card = main && main.querySelector(".timeline-card");
        const waits = !main || (card && card.offsetParent && !card.querySelector(".js-plotly-plot .main-svg"));
        if (waits) {
            window.requestAnimationFrame(look);
        } else {
            first.remove();
        }
    }
    look();
})();
