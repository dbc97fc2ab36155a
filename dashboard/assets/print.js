/* On paper: what is on the screen, whole. The page is asked for at the paper's width before it is printed by its keys;
   what is printed from the browser's own menu, which waits for nothing, is made smaller instead. */
(function () {
    "use strict";
    /* The narrower of A4 and Letter, less the margins that page.css gives them. */
    const PAPER = 700;
    const LONGEST_WAIT = 10000;
    const PRINTED = [
        "date", "series", "country", "location", "weapon", "confirmation", "summary", "source_publisher",
    ];

    function charts() {
        return Array.from(document.querySelectorAll("#main [data-chart]")).filter((chart) =>
            chart.checkVisibility()
        );
    }

    function width(chart) {
        const plot = chart.querySelector(".js-plotly-plot");
        return plot && plot._fullLayout ? plot._fullLayout.width : Infinity;
    }

    function redrawn(chart) {
        return width(chart) <= PAPER && !chart.querySelector("[data-dash-is-loading=true]");
    }

    /* Colours of a dark chart as those that a light one has: paper is light, whatever the screen is. */
    let changed = [];
    function lighten(chart, light) {
        chart.querySelectorAll("svg, svg *").forEach(function (part) {
            ["fill", "stroke", "backgroundColor"].forEach(function (name) {
                const found = (part.style[name].match(/\d+/g) || []).slice(0, 3).map(Number);
                const other = light["#" + found.map((n) => n.toString(16).padStart(2, "0")).join("")];
                if (other) {
                    changed.push([part, name, part.style[name]]);
                    part.style[name] = other;
                }
            });
        });
    }

    function cell(row, tag, text) {
        row.appendChild(document.createElement(tag)).textContent = text;
    }

    /* All rows of the grid as it is filtered and sorted, not those of its window. */
    function allRows(grid) {
        const api = window.dash_ag_grid.getApi && window.dash_ag_grid.getApi(grid.id);
        if (!api) {
            return;
        }
        const columns = PRINTED.filter((name) => api.getColumn(name));
        const table = document.createElement("table");
        table.className = "plain printed";
        const head = table.createTHead().insertRow();
        columns.forEach((name) => cell(head, "th", api.getColumn(name).getColDef().headerName));
        const body = table.createTBody();
        api.forEachNodeAfterFilterAndSort(function (node) {
            const row = body.insertRow();
            columns.forEach(function (name) {
                const value = node.data[name];
                const shown = name === "date" ? window.dashAgGridFunctions.plainDate(value) : value;
                cell(row, "td", shown === null || shown === undefined ? "" : String(shown));
            });
        });
        grid.after(table);
    }

    window.addEventListener("beforeprint", function () {
        if (document.documentElement.dataset.theme === "dark") {
            const light = JSON.parse(document.getElementById("main").dataset.light);
            charts().forEach((chart) => lighten(chart, light));
        }
        charts()
            .filter((chart) => width(chart) > PAPER)
            .forEach((chart) => (chart.style.zoom = PAPER / width(chart)));
        const grid = document.getElementById("incidents-grid");
        if (grid && grid.checkVisibility()) {
            allRows(grid);
        }
        document.querySelectorAll("details.answer-notes:not([open])").forEach(function (notes) {
            notes.open = true;
            notes.dataset.printed = "";
        });
    });

    window.addEventListener("afterprint", function () {
        changed.forEach(function ([part, name, colour]) {
            part.style[name] = colour;
        });
        changed = [];
        document.querySelectorAll("#main [data-chart]").forEach((chart) => (chart.style.zoom = ""));
        document.querySelectorAll("table.printed").forEach((table) => table.remove());
        document.querySelectorAll("details[data-printed]").forEach(function (notes) {
            notes.open = false;
            delete notes.dataset.printed;
        });
        /* The page measures its own width again. */
        window.dash_clientside.set_props("resized", { data: Date.now() });
    });

    function printWhenDrawn(asked) {
        if (charts().every(redrawn) || Date.now() - asked > LONGEST_WAIT) {
            window.print();
        } else {
            window.setTimeout(printWhenDrawn, 50, asked);
        }
    }

    document.addEventListener("keydown", function (event) {
        if ((event.ctrlKey || event.metaKey) && !event.shiftKey && event.key.toLowerCase() === "p") {
            event.preventDefault();
            const paper = { width: PAPER, dark: false, phone: false };
            window.dash_clientside.set_props("viewport", { data: paper });
            printWhenDrawn(Date.now());
        }
    });
})();
