/* A day and its incidents by keyboard: from bar to bar of a chart, from a row of its table, and from a day that is written. */
(function () {
    "use strict";
    const dash = window.dash_clientside;
    const STEPS = { ArrowLeft: -1, ArrowRight: 1, PageUp: -7, PageDown: 7, Home: -Infinity, End: Infinity };
    const DAYS = /^\d{4}-\d\d-\d\d(\.\.\d{4}-\d\d-\d\d)?$/;

    const live = document.createElement("p");
    live.className = "visually-hidden";
    live.setAttribute("role", "status");
    document.body.append(live);

    /* The bars of each day, in order: which of the plot, and how many events of what. */
    function barsOf(plot) {
        const found = new Map();
        plot._fullData.forEach(function (trace, curve) {
            const own = trace.type === "bar" && Array.isArray(trace.customdata) ? trace.customdata : [];
            own.forEach(function (row, point) {
                /* A day, or the first and the last of a week or a month. */
                const days = Array.isArray(row) ? String(row[0]) : "";
                const count = Math.abs(trace.y[point]);
                if (DAYS.test(days) && Number.isFinite(count)) {
                    const bars = found.get(days) || { places: [], words: [] };
                    bars.places.push({ curveNumber: curve, pointNumber: point });
                    bars.words.push(count + " " + trace.name);
                    found.set(days, bars);
                }
            });
        });
        return new Map(Array.from(found).sort((one, other) => (one[0] < other[0] ? -1 : 1)));
    }

    let chosen = "";
    function step(plot, by) {
        const bars = barsOf(plot);
        const days = Array.from(bars.keys());
        const from = days.indexOf(chosen);
        const start = from < 0 ? (by > 0 ? -1 : days.length) : from;
        chosen = days[Math.max(0, Math.min(days.length - 1, start + by))];
        window.Plotly.Fx.hover(plot, bars.get(chosen).places);
        live.textContent = chosen.split("..").map(dash.dates.plainDay).join(" to ") + ": " + bars.get(chosen).words.join(", ") + ". Enter lists the incidents.";
    }

    /* Who comes by keyboard goes on from the rows: they are read out, and stand in sight. */
    function arrive(days, tries) {
        const note = document.querySelector('[data-view="incidents"] #incidents-note[data-days="' + days + '"]');
        if (note && note.checkVisibility()) {
            note.focus();
        } else if (tries) {
            window.setTimeout(arrive, 50, days, tries - 1);
        }
    }

    function list(days) {
        const parts = new URLSearchParams(window.location.search);
        parts.set("days", days);
        parts.set("tab", "incidents");
        window.escalation.go(parts);
        arrive(days, 200);
    }

    document.addEventListener("keydown", function (event) {
        const chart = event.target;
        /* Only a chart whose bars are days can have the focus itself. */
        const plot = chart.dataset && chart.dataset.chart && chart.querySelector(".js-plotly-plot");
        if (!plot || !plot._fullData || event.ctrlKey || event.metaKey || event.altKey) {
            return;
        }
        if (event.key in STEPS) {
            event.preventDefault();
            step(plot, STEPS[event.key]);
        } else if (event.key === "Enter" && barsOf(plot).has(chosen)) {
            list(chosen);
        } else if (event.key === "Escape") {
            chosen = "";
            window.Plotly.Fx.unhover(plot);
        }
    });

    document.addEventListener("click", function (event) {
        const button = event.target.closest("[data-incidents]");
        if (button) {
            list(button.dataset.incidents);
        }
    });

    /* Days that are written over the table of incidents. */
    document.addEventListener("keydown", function (event) {
        if (event.key === "Enter" && event.target.id === "written-days") {
            const days = dash.dates.daysOf(event.target.value);
            const right = days.length && (days.length < 2 || days[0] <= days[1]);
            dash.set_props("written-days", { error: right ? "" : dash.dates.ask });
            if (right) {
                list(days.join(".."));
            }
        }
    });
})();
